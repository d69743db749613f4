package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkedOutputTest {
    @Test
    void smallWritesBecomeOneChunk() throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        ChunkedOutput out = new ChunkedOutput(wire);
        out.write("hello ".getBytes(StandardCharsets.US_ASCII));
        out.write('w');
        assertThat(wire.size()).isZero();
        out.finish();
        assertThat(wire).hasToString("7\r\nhello w\r\n0\r\n\r\n");
        assertThat(out.sent()).isEqualTo(7);
    }

    @Test
    void anEmptyBodyIsTheLastChunkAlone() throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        new ChunkedOutput(wire).finish();
        assertThat(wire).hasToString("0\r\n\r\n");
    }

    @Test
    void eachFullChunkIsOneWrite() throws IOException {
        List<String> writes = new ArrayList<>();
        ChunkedOutput out = new ChunkedOutput(new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("one byte at a time");
            }

            @Override
            public void write(byte[] bytes, int from, int count) {
                writes.add(new String(bytes, from, count, StandardCharsets.US_ASCII));
            }
        });
        out.write("x".repeat(2 * ChunkedOutput.CHUNK_BYTES + 1).getBytes(StandardCharsets.US_ASCII));
        out.finish();
        String full = "10000\r\n" + "x".repeat(ChunkedOutput.CHUNK_BYTES) + "\r\n";
        assertThat(writes).containsExactly(full, full, "1\r\nx\r\n", "0\r\n\r\n");
    }

    @Test
    void closingDoesNotEndTheBody() throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        ChunkedOutput out = new ChunkedOutput(wire);
        out.write('x');
        out.close();
        assertThat(wire.size()).isZero();
    }

    @Test
    void aWriteThatHangsIsSeenFromOutside() throws IOException {
        List<Long> stuck = new ArrayList<>();
        ChunkedOutput[] out = new ChunkedOutput[1];
        out[0] = new ChunkedOutput(new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError();
            }

            @Override
            public void write(byte[] bytes, int from, int count) {
                stuck.add(out[0].stuckNanos());
            }
        });
        assertThat(out[0].stuckNanos()).isZero();
        out[0].finish();
        assertThat(stuck.get(0)).isPositive();
        assertThat(out[0].stuckNanos()).isZero();
    }
}
