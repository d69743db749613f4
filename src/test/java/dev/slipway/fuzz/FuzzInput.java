package dev.slipway.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;

/** What a fuzzer gives, taken as a first line and what follows it; and ways to cut it that the bytes themselves decide. */
record FuzzInput(String line, byte[] body) {
    static FuzzInput of(byte[] data) {
        int end = 0;
        while (end < data.length && data[end] != '\n') {
            end++;
        }
        return new FuzzInput(new String(data, 0, end, StandardCharsets.ISO_8859_1),
                Arrays.copyOfRange(data, Math.min(data.length, end + 1), data.length));
    }

    static byte[] join(String line, byte[] body) {
        byte[] head = (line + "\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] data = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, data, head.length, body.length);
        return data;
    }

    /** Takes slices of one array. */
    interface Sink {
        void write(byte[] buf, int off, int len);
    }

    /** Writes the bytes in slices whose lengths follow from the bytes; each slice is wiped afterwards. */
    static void cut(byte[] bytes, Sink sink) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        Random random = new Random(sum.getValue());
        int most = 1 + random.nextInt(random.nextBoolean() ? 4 : 64);
        for (int from = 0; from < bytes.length; ) {
            int length = Math.min(bytes.length - from, 1 + random.nextInt(most));
            byte[] slice = Arrays.copyOfRange(bytes, from, from + length);
            sink.write(slice, 0, length);
            Arrays.fill(slice, (byte) '#');
            from += length;
        }
    }
}
