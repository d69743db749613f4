package dev.slipway.multipart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.corpus.CorpusTable;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * The bodies of the corpus that are too big to store (mp-900 to mp-906), at their full size, made while they are fed;
 * mp-904 is about what parts mean and is in the tests of that.
 */
class HugeMultipartTest {
    private static final String BOUNDARY = "----dply7MA4YWxkTrZu0gW";
    private static final String FIELD = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"meta\"\r\n\r\n{}\r\n";
    private static final String FILE = "--" + BOUNDARY
            + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"big.bin\"\r\n\r\n";
    private static final String CLOSE = "\r\n--" + BOUNDARY + "--\r\n";
    private static final int MEBIBYTE = 1 << 20;
    private static final CorpusTable TABLE = new CorpusTable("multipart", "parser generated", 6);

    private final Counted counted = new Counted();
    private final MultipartParser parser = new MultipartParser(new MultipartType("form-data", BOUNDARY),
            MultipartLimits.DEFAULTS, counted);
    private long fed;

    @AfterAll
    static void printTable() throws IOException {
        TABLE.close();
    }

    @Test
    void aMillionPartsAreRefusedAtTheLimitOfParts() {
        String part = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n";

        assertThatThrownBy(() -> repeat(part.getBytes(StandardCharsets.US_ASCII), 1_000_000))
                .isInstanceOfSatisfying(DeployException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.LIMIT_EXCEEDED));
        assertThat(fed).isLessThan(10_000);
        TABLE.asSaid("mp-900-million-parts");
    }

    @Test
    void aPreambleOfAGibibyteIsRefusedAtItsFirstByte() {
        assertRefused(Problem.MALFORMED_BODY, () -> repeat(filled('x'), 1024));
        assertThat(fed).isZero();
        TABLE.asSaid("mp-901-preamble-1g");
    }

    @Test
    void anEpilogueOfAGibibyteIsRefusedAtItsFirstByte() {
        feed(FIELD + FILE + CLOSE);
        long before = fed;
        assertRefused(Problem.MALFORMED_BODY, () -> repeat(filled('x'), 1024));
        assertThat(fed).isEqualTo(before);
        TABLE.asSaid("mp-902-epilogue-1g");
    }

    @Test
    void anEndlessPartHeaderIsRefusedAtTheLimitOfHeaders() {
        feed("--" + BOUNDARY + "\r\nX-A: ");
        assertRefused(Problem.HEADERS_TOO_LARGE, () -> repeat(filled('x'), 1024));
        assertThat(fed).isLessThan(MEBIBYTE);
        TABLE.asSaid("mp-903-header-1g");
    }

    @Test
    void aPartOfSixGibibytesIsCountedRightly() {
        byte[] noise = new byte[MEBIBYTE];
        new Random(905).nextBytes(noise);
        feed(FIELD + FILE);
        repeat(noise, 6 << 10);
        feed(CLOSE);
        parser.end();

        assertThat(counted.ended).isEqualTo(2);
        assertThat(counted.bytes).isEqualTo((6L << 30) + 2);
        TABLE.asSaid("mp-905-file-6g");
    }

    @Test
    void aGibibyteOfLineEndsIsContent() {
        byte[] lineEnds = new byte[MEBIBYTE];
        for (int i = 0; i < lineEnds.length; i++) {
            lineEnds[i] = (byte) (i % 2 == 0 ? '\r' : '\n');
        }
        feed(FIELD + FILE);
        repeat(lineEnds, 1024);
        feed(CLOSE);
        parser.end();

        assertThat(counted.bytes).isEqualTo((1L << 30) + 2);
        TABLE.asSaid("mp-906-crlf-1g");
    }

    private static void assertRefused(Problem problem, Runnable feeding) {
        assertThatThrownBy(feeding::run).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(problem));
    }

    private static byte[] filled(char c) {
        byte[] bytes = new byte[MEBIBYTE];
        Arrays.fill(bytes, (byte) c);
        return bytes;
    }

    private void feed(String text) {
        repeat(text.getBytes(StandardCharsets.US_ASCII), 1);
    }

    private void repeat(byte[] bytes, int times) {
        for (int i = 0; i < times; i++) {
            parser.write(bytes, 0, bytes.length);
            fed += bytes.length;
        }
    }

    private static final class Counted implements PartListener {
        private long bytes;
        private int ended;

        @Override
        public void begin(PartHeaders headers) {}

        @Override
        public void data(byte[] buf, int off, int len) {
            bytes += len;
        }

        @Override
        public void end() {
            ended++;
        }
    }
}
