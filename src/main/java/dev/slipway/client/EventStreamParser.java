package dev.slipway.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events (HTML Living Standard §9.2.6) from bytes that come in pieces of any size. Lines end with CR,
 * LF or CRLF. What is left at the end of a stream is no event and forgotten with the parser. One stream, one thread.
 */
final class EventStreamParser {
    /** Longest line and longest event, in bytes and characters. */
    static final int MAX_EVENT = 1024 * 1024;

    private static final String USUAL_NAME = "message";
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final Consumer<ServerEvent> sink;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private final StringBuilder data = new StringBuilder();
    private boolean afterReturn;
    private boolean first = true;
    private boolean hasData;
    private String name = "";
    private @Nullable String id;

    /** @param sink gets each event when its blank line is there */
    EventStreamParser(Consumer<ServerEvent> sink) {
        this.sink = sink;
    }

    /**
     * Takes the next bytes.
     *
     * @throws IOException when a line or an event is longer than {@value #MAX_EVENT}
     */
    void feed(byte[] bytes, int from, int count) throws IOException {
        for (int i = from; i < from + count; i++) {
            byte b = bytes[i];
            if (b == '\n' && afterReturn) {
                afterReturn = false;
                continue;
            }
            afterReturn = b == '\r';
            if (b == '\n' || b == '\r') {
                endLine();
            } else {
                requireRoom(line.size() + 1L);
                line.write(b);
            }
        }
    }

    private void endLine() throws IOException {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (first && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            text = text.substring(1);
        }
        first = false;
        if (text.isEmpty()) {
            endEvent();
            return;
        }
        int colon = text.indexOf(':');
        if (colon != 0) { // else a comment
            String value = colon < 0 ? "" : text.substring(colon + 1);
            field(colon < 0 ? text : text.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
        }
    }

    private void field(String field, String value) throws IOException {
        switch (field) {
            case "event" -> name = value;
            case "data" -> {
                requireRoom((long) data.length() + value.length() + 1);
                data.append(hasData ? "\n" : "").append(value);
                hasData = true;
            }
            case "id" -> id = value.indexOf('\0') < 0 ? value : id;
            default -> { } // retry: the pauses are this side's
        }
    }

    private void endEvent() {
        if (hasData) {
            sink.accept(new ServerEvent(Optional.ofNullable(id), name.isEmpty() ? USUAL_NAME : name, data.toString()));
        }
        data.setLength(0);
        hasData = false;
        name = "";
        id = null;
    }

    private static void requireRoom(long size) throws IOException {
        if (size > MAX_EVENT) {
            throw new IOException("an event is longer than " + MAX_EVENT + " bytes");
        }
    }
}
