package dev.slipway.body;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.slipway.codec.Format;
import dev.slipway.model.Digest;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A large payload passes through and leaves nothing behind. */
class ObjectBodyMemoryTest {
    private static final int PIECE = 64 * 1024;
    private static final int PIECES = 4096;
    private static final long ENOUGH = 256 * 1024;

    @Test
    void cborBytesTakeNoMemory() {
        byte[] head = HexFormat.of().parseHex("a1677061796c6f61645a10000000");
        assertFlat(Format.CBOR, head, ToldBody.random(PIECE), new byte[0], PIECE);
    }

    @Test
    void cborTextTakesNoMemory() {
        byte[] head = HexFormat.of().parseHex("a1677061796c6f61647a10000000");
        assertFlat(Format.CBOR, head, text(), new byte[0], PIECE / 4 * 3);
    }

    @Test
    void jsonTextTakesNoMemory() {
        assertFlat(Format.JSON, ascii("{\"payload\":\""), text(), ascii("\"}"), PIECE / 4 * 3);
    }

    @Test
    void aJsonBufferTakesNoMemory() {
        byte[] numbers = ascii("1,22,123,".repeat(PIECE / 9));
        assertFlat(Format.JSON, ascii("{\"payload\":{\"type\":\"Buffer\",\"data\":["), numbers, ascii("1]}}"),
                PIECE / 9 * 3);
    }

    private static void assertFlat(Format format, byte[] head, byte[] piece, byte[] tail, long decoded) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assertThat(threads.isThreadAllocatedMemoryEnabled()).isTrue();
        Counter counter = new Counter();
        RequestBody body = new ObjectBody(format, counter);
        body.write(head, 0, head.length);
        body.write(piece, 0, piece.length);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 1; i < PIECES; i++) {
            body.write(piece, 0, piece.length);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(ENOUGH);
        body.write(tail, 0, tail.length);
        body.end();
        assertThat(counter.complete).isTrue();
        assertThat(counter.bytes).isBetween(PIECES * decoded, PIECES * decoded + 1);
    }

    private static byte[] text() {
        return Base64.getEncoder().encode(ToldBody.random(PIECE / 4 * 3));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static final class Counter implements BodyListener {
        private long bytes;
        private boolean complete;

        @Override
        public void operation(Map<String, Object> operation) {}

        @Override
        public void payloadFirst() {}

        @Override
        public void amended(Map<String, Object> operation) {}

        @Override
        public void payload(byte[] buf, int off, int len) {
            bytes += len;
        }

        @Override
        public void digest(Digest declared) {}

        @Override
        public void complete(boolean payloadSeen) {
            complete = payloadSeen;
        }
    }
}
