package dev.slipway.multipart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MultipartParserTest {
    private static final MultipartType TYPE = new MultipartType("form-data", "AaB03x");
    private static final String OPEN = "--AaB03x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";
    private static final String CLOSE = "\r\n--AaB03x--\r\n";

    private final RecordedParts recorded = new RecordedParts();
    private final MultipartParser parser = new MultipartParser(TYPE, MultipartLimits.DEFAULTS, recorded);

    @Test
    void contentIsASliceOfTheArrayThatWasGiven() {
        byte[] body = bytes("....." + OPEN + "content" + CLOSE);
        var seen = new Object() {
            int slices;
        };
        var slicing = new MultipartParser(TYPE, MultipartLimits.DEFAULTS, new PartListener() {
            @Override
            public void begin(PartHeaders headers) {}

            @Override
            public void data(byte[] buf, int off, int len) {
                assertThat(buf).isSameAs(body);
                assertThat(off).isEqualTo(5 + OPEN.length());
                assertThat(len).isEqualTo("content".length());
                seen.slices++;
            }

            @Override
            public void end() {}
        });
        slicing.write(body, 5, body.length - 5);
        slicing.end();
        assertThat(seen.slices).isOne();
    }

    @Test
    void noMoreThanABeginningOfTheDelimiterIsHeldBack() {
        var received = new long[1];
        var counting = new MultipartParser(TYPE, MultipartLimits.DEFAULTS, counting(received));
        byte[] body = bytes(OPEN + "content\r\n--AaB03");
        counting.write(body, 0, body.length);
        assertThat(received[0]).isEqualTo("content".length());
        counting.write(bytes("!"), 0, 1);
        assertThat(received[0]).isEqualTo("content\r\n--AaB03!".length());
    }

    @Test
    void aPartEndsOnlyWhenItsDelimiterLineIsComplete() {
        write(OPEN + "content\r\n--AaB03x\r");
        assertThat(recorded.parts()).isEmpty();
        write("\n");
        assertThat(recorded.parts()).hasSize(1);
    }

    @Test
    void afterAFailureNothingMoreIsTaken() {
        assertThatThrownBy(() -> write("no delimiter")).isInstanceOf(DeployException.class);
        assertThatIllegalStateException().isThrownBy(() -> write(OPEN));
        assertThatIllegalStateException().isThrownBy(parser::end);
    }

    @Test
    void afterTheEndNothingMoreIsTaken() {
        write(OPEN + CLOSE);
        parser.end();
        assertThatIllegalStateException().isThrownBy(() -> write(""));
        assertThatIllegalStateException().isThrownBy(parser::end);
    }

    @Test
    void anEndThatComesTooEarlyIsAFailure() {
        write(OPEN + "content\r\n--AaB03x-");
        assertProblem(Problem.MALFORMED_BODY, parser::end);
        assertThatIllegalStateException().isThrownBy(() -> write("-"));
    }

    @Test
    void whatTheListenerThrowsComesOutAndEndsTheParser() {
        var failing = new MultipartParser(TYPE, MultipartLimits.DEFAULTS, new PartListener() {
            @Override
            public void begin(PartHeaders headers) {
                throw new UnsupportedOperationException("by the listener");
            }

            @Override
            public void data(byte[] buf, int off, int len) {}

            @Override
            public void end() {}
        });
        byte[] body = bytes(OPEN + CLOSE);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> failing.write(body, 0, body.length));
        assertThatIllegalStateException().isThrownBy(failing::end);
    }

    @Test
    void aSliceOutsideTheArrayIsRefusedAndChangesNothing() {
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> parser.write(new byte[3], 2, 2));
        write(OPEN + CLOSE);
        parser.end();
    }

    @Test
    void asManyPartsAsTheLimitAreTakenAndNoMore() {
        String part = "--AaB03x\r\n\r\n\r\n";
        write(part.repeat(65));
        assertProblem(Problem.LIMIT_EXCEEDED, () -> write(part));
    }

    @Test
    void aMillionPartsAreRefusedAtTheLimit() {
        byte[] block = bytes("--AaB03x\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n".repeat(1000));
        assertProblem(Problem.LIMIT_EXCEEDED, () -> parser.write(block, 0, block.length));
    }

    @Test
    void anEndlessPreambleIsRefusedAtItsFirstBytes() {
        assertProblem(Problem.MALFORMED_BODY, () -> write("xxxxxxxxxx"));
    }

    @Test
    void anEndlessEpilogueIsRefusedAtItsFirstByte() {
        write(OPEN + CLOSE);
        assertProblem(Problem.MALFORMED_BODY, () -> write("x"));
    }

    @Test
    void anEndlessHeaderIsRefusedAtTheLimit() {
        write("--AaB03x\r\nX-A: ");
        write("x".repeat(8192 - "X-A: ".length()));
        assertProblem(Problem.HEADERS_TOO_LARGE, () -> write("x"));
    }

    @Test
    void sixteenHeaderLinesAreTakenAndNoMore() {
        write("--AaB03x\r\n" + "X: y\r\n".repeat(16));
        assertProblem(Problem.HEADERS_TOO_LARGE, () -> write("X: y\r\n"));
    }

    @Test
    void theHeaderLimitsCountForEachPartAlone() {
        String part = "--AaB03x\r\nX-A: " + "x".repeat(8000) + "\r\n\r\n\r\n";
        write(part.repeat(3) + "--AaB03x--");
        parser.end();
        assertThat(recorded.parts()).hasSize(3);
    }

    @Test
    void paddingIsTakenUpToItsLimit() {
        write("--AaB03x" + " \t".repeat(128) + "\r\n\r\nx\r\n--AaB03x--" + " ".repeat(256) + "\r\n");
        parser.end();
        var second = new MultipartParser(TYPE, MultipartLimits.DEFAULTS, new RecordedParts());
        byte[] body = bytes("--AaB03x" + " ".repeat(257));
        assertProblem(Problem.MALFORMED_BODY, () -> second.write(body, 0, body.length));
    }

    @Test
    void aPartOfMoreThanFourGibibytesIsCountedRight() {
        long blocks = 4100;
        byte[] block = new byte[1 << 20];
        new Random(7).nextBytes(block);
        var received = new long[1];
        var counting = new MultipartParser(TYPE, MultipartLimits.DEFAULTS, counting(received));
        byte[] open = bytes("--AaB03x\r\nContent-Length: " + (blocks << 20) + "\r\n\r\n");
        counting.write(open, 0, open.length);
        for (int i = 0; i < blocks; i++) {
            counting.write(block, 0, block.length);
        }
        counting.write(bytes(CLOSE), 0, CLOSE.length());
        counting.end();
        assertThat(received[0]).isEqualTo(blocks << 20);
    }

    @Test
    void aPartShorterThanItsContentLengthIsRefused() {
        assertProblem(Problem.MALFORMED_BODY,
                () -> write("--AaB03x\r\nContent-Length: 3\r\n\r\nab\r\n--AaB03x--"));
    }

    @Test
    void theContentLengthOfABase64PartCountsItsText() {
        write("--AaB03x\r\nContent-Length: 8\r\nContent-Transfer-Encoding: BASE64\r\n\r\naGVsbG8=\r\n--AaB03x--");
        parser.end();
        assertThat(recorded.parts().get(0).content()).isEqualTo(bytes("hello"));
    }

    @Test
    void aFailureTellsNothingOfTheContent() {
        assertThatThrownBy(() -> write("--AaB03x\r\nsecret secret\r\n")).hasMessageNotContaining("secret");
    }

    private void write(String text) {
        byte[] bytes = bytes(text);
        parser.write(bytes, 0, bytes.length);
    }

    private static PartListener counting(long[] received) {
        return new PartListener() {
            @Override
            public void begin(PartHeaders headers) {}

            @Override
            public void data(byte[] buf, int off, int len) {
                received[0] += len;
            }

            @Override
            public void end() {}
        };
    }

    private static void assertProblem(Problem problem, ThrowingCallable call) {
        assertThatExceptionOfType(DeployException.class).isThrownBy(call)
                .satisfies(e -> assertThat(e.problem()).isEqualTo(problem));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
