package dev.slipway.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipway.codec.Base64Decoder.Dialect;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class Base64DecoderTest {
    private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void everyLengthIsDecodedInPiecesOfEverySize(Dialect dialect) {
        for (int length = 0; length < 70; length++) {
            byte[] content = content(length);
            byte[] text = Base64.getEncoder().encode(content);
            for (int piece = 1; piece < 12; piece++) {
                assertThat(decode(dialect, text, piece)).isEqualTo(content);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4095, 4096, 16_384, 65_536, 1_000_000})
    void contentLargerThanTheBufferIsDecoded(int piece) {
        byte[] content = content(500_001);
        assertThat(decode(Dialect.LINE, Base64.getEncoder().encode(content), piece)).isEqualTo(content);
        byte[] lines = Base64.getMimeEncoder().encode(content);
        assertThat(decode(Dialect.MIME, lines, piece)).isEqualTo(content);
        assertThat(decode(Dialect.TEXT, lines, piece)).isEqualTo(content);
    }

    @ParameterizedTest
    @EnumSource(value = Dialect.class, names = "MIME", mode = EnumSource.Mode.EXCLUDE)
    void theOtherAlphabetAndMissingPaddingAreTaken(Dialect dialect) {
        for (int length = 0; length < 70; length++) {
            byte[] content = content(length);
            byte[] text = Base64.getUrlEncoder().withoutPadding().encode(content);
            for (int piece = 1; piece < 6; piece++) {
                assertThat(decode(dialect, text, piece)).isEqualTo(content);
            }
        }
        assertThat(decode(dialect, ascii("-_+/"), 4)).isEqualTo(decode(dialect, ascii("+/+/"), 4));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void theFirstForeignCharacterIsLeftToTheCaller(Dialect dialect) {
        for (int c = 0; c < 256; c++) {
            if (c == '=' || Character.isLetterOrDigit(c) && c < 128 || "+/-_\r\n".indexOf(c) >= 0) {
                continue;
            }
            for (int at = 0; at <= 9; at++) {
                byte[] text = ascii("YWJjYWJjYW");
                text[at] = (byte) c;
                assertThat(decoder(dialect, new ByteArrayOutputStream()).write(text, 0, text.length)).isEqualTo(at);
            }
        }
    }

    @Test
    void aDialectLeavesWhatItDoesNotHave() {
        assertThat(decoder(Dialect.MIME, new ByteArrayOutputStream()).write(ascii("YW-j"), 0, 4)).isEqualTo(2);
        assertThat(decoder(Dialect.MIME, new ByteArrayOutputStream()).write(ascii("YWJ_"), 0, 4)).isEqualTo(3);
        assertThat(decoder(Dialect.LINE, new ByteArrayOutputStream()).write(ascii("YW\nJj"), 0, 5)).isEqualTo(2);
        assertThat(decode(Dialect.TEXT, ascii("YW\r\nJj\n"), 3)).isEqualTo(ABC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Y", "YWJjY", "YQ=", "=", "====", "Y===", "YQ=a", "YQ==YQ==", "YQ===", "YWI==", "YR==",
        "YWJ=", "YR", "YWJ"})
    void paddingIsWholeOrMissingAndNoBitsAreLoose(String text) {
        for (int piece : new int[] {1, 2, 100}) {
            assertThatIllegalArgumentException().isThrownBy(() -> decode(Dialect.LINE, ascii(text), piece));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"YQ", "YWI"})
    void paddingIsNeededInMail(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> decode(Dialect.MIME, ascii(text), 10));
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    private static Base64Decoder decoder(Dialect dialect, ByteArrayOutputStream out) {
        return new Base64Decoder(dialect, out::write, IllegalArgumentException::new);
    }

    private static byte[] decode(Dialect dialect, byte[] text, int piece) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Base64Decoder decoder = decoder(dialect, out);
        for (int from = 0; from < text.length; from += piece) {
            int length = Math.min(piece, text.length - from);
            assertThat(decoder.write(text, from, length)).isEqualTo(from + length);
            decoder.flush();
        }
        decoder.end();
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
