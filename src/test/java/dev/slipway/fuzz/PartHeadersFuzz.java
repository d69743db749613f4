package dev.slipway.fuzz;

import java.nio.charset.StandardCharsets;

/** The header block of a part: what surrounds it is always right. */
public final class PartHeadersFuzz {
    private static final byte[] BEFORE = "multipart/form-data; boundary=b\n--b\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEHIND = "\r\n\r\ncontent\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII);

    private PartHeadersFuzz() {}

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] data) {
        byte[] body = new byte[BEFORE.length + data.length + BEHIND.length];
        System.arraycopy(BEFORE, 0, body, 0, BEFORE.length);
        System.arraycopy(data, 0, body, BEFORE.length, data.length);
        System.arraycopy(BEHIND, 0, body, BEFORE.length + data.length, BEHIND.length);
        BoundaryFuzz.fuzzerTestOneInput(body);
    }
}
