package dev.slipway.body;

import dev.slipway.model.Digest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A listener that keeps what it is told, as one line for each call; payload calls that follow one another are one. */
final class RecordedBody implements BodyListener {
    private final List<String> calls = new ArrayList<>();
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
    private Map<String, Object> operation = Map.of();

    @Override
    public void operation(Map<String, Object> told) {
        calls.add("operation");
        operation = told;
    }

    @Override
    public void payloadFirst() {
        calls.add("payload first");
    }

    @Override
    public void amended(Map<String, Object> whole) {
        calls.add("amended");
        operation = whole;
    }

    @Override
    public void payload(byte[] buf, int off, int len) {
        if (len < 1) {
            throw new AssertionError("no payload bytes");
        }
        if (payload.size() == 0) {
            calls.add("payload");
        }
        payload.write(buf, off, len);
    }

    @Override
    public void digest(Digest declared) {
        calls.add("digest " + declared.hex());
    }

    @Override
    public void complete(boolean payloadSeen) {
        calls.add(payloadSeen ? "complete" : "complete without payload");
    }

    List<String> calls() {
        return calls;
    }

    Map<String, Object> operation() {
        return operation;
    }

    byte[] payload() {
        return payload.toByteArray();
    }

    /** Writes the bytes in slices of one size, wiped afterwards, and ends the body. */
    static void feed(RequestBody body, byte[] bytes, int slice) {
        for (int from = 0; from < bytes.length; from += slice) {
            byte[] some = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + slice));
            body.write(some, 0, some.length);
            Arrays.fill(some, (byte) '#');
        }
        body.end();
    }
}
