package dev.slipway.fuzz;

import dev.slipway.body.BodyListener;
import dev.slipway.model.Digest;
import dev.slipway.multipart.PartHeaders;
import dev.slipway.multipart.PartListener;
import dev.slipway.problem.DeployException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps what a parser or a body tells as one text; content that comes in pieces is one. */
final class ToldEvents implements BodyListener, PartListener {
    private final StringBuilder told = new StringBuilder();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    /** What came of a body: all that was told, or nothing but the refusal. */
    static String of(ThrowingRun run) {
        ToldEvents events = new ToldEvents();
        try {
            run.run(events);
            return events.text();
        } catch (DeployException e) {
            int status = e.problem().status();
            if (status < 400 || status > 499) {
                throw new AssertionError("a body is refused with " + status, e);
            }
            return e.problem() + ": " + e.detail();
        }
    }

    /** Feeds a body. */
    interface ThrowingRun {
        void run(ToldEvents listener);
    }

    /** Tells the same, however it is cut. */
    static void sameHoweverCut(byte[] data, ThrowingRun whole, ThrowingRun cut) {
        String expected = of(whole);
        String told = of(cut);
        if (!expected.equals(told)) {
            throw new AssertionError(data.length + " bytes, cut: " + told + "\nwhole: " + expected);
        }
    }

    @Override
    public void begin(PartHeaders headers) {
        event("part " + headers);
    }

    @Override
    public void data(byte[] buf, int off, int len) {
        payload(buf, off, len);
    }

    @Override
    public void end() {
        event("end");
    }

    @Override
    public void operation(Map<String, Object> operation) {
        event("operation " + shown(operation));
    }

    @Override
    public void payloadFirst() {
        event("payload first");
    }

    @Override
    public void amended(Map<String, Object> operation) {
        event("amended " + shown(operation));
    }

    @Override
    public void payload(byte[] buf, int off, int len) {
        if (len < 1) {
            throw new AssertionError("no bytes");
        }
        content.write(buf, off, len);
    }

    @Override
    public void digest(Digest declared) {
        event("digest " + declared.hex());
    }

    @Override
    public void complete(boolean payloadSeen) {
        event("complete " + payloadSeen);
    }

    private static String shown(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return Arrays.toString(bytes);
        } else if (value instanceof List<?> list) {
            return list.stream().map(ToldEvents::shown).toList().toString();
        } else if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().map(e -> e.getKey() + "=" + shown(e.getValue())).toList().toString();
        }
        return String.valueOf(value);
    }

    private void event(String text) {
        told.append(content.toString(StandardCharsets.ISO_8859_1)).append('\n').append(text);
        content.reset();
    }

    private String text() {
        return told.append(content.toString(StandardCharsets.ISO_8859_1)).toString();
    }
}
