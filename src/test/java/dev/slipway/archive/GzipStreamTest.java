package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.problem.DeployException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GzipStreamTest {
    private static final byte[] TEXT = "what the slipway carries\n".repeat(9000).getBytes();

    @ParameterizedTest
    @EnumSource(Feeds.class)
    void membersAreReadOneAfterTheOther(Feeds feed) throws IOException {
        byte[] members = joined(TarBytes.gzip(TEXT), TarBytes.gzip(new byte[0]), TarBytes.gzip(TEXT));

        assertThat(plain(feed.of(members))).isEqualTo(joined(TEXT, TEXT));
    }

    @Test
    void aCutAnywhereIsRefused() {
        byte[] member = TarBytes.gzip("short".getBytes());

        for (int length = 0; length < member.length; length++) {
            byte[] cut = Arrays.copyOf(member, length);
            assertThatThrownBy(() -> plain(new ByteArrayInputStream(cut))).isInstanceOf(DeployException.class)
                    .hasMessageContaining("ends too early");
        }
    }

    @Test
    void aFlippedBitAnywhereButInUnusedHeaderFieldsIsRefused() {
        byte[] member = TarBytes.gzip("short".getBytes());

        for (int i = 0; i < member.length; i++) {
            if (i < 3 || i > 9) {
                byte[] flipped = member.clone();
                flipped[i] ^= 1;
                assertThatThrownBy(() -> plain(new ByteArrayInputStream(flipped))).as("byte %d", i)
                        .isInstanceOf(DeployException.class);
            }
        }
    }

    @Test
    void aHeaderOfAllFieldsIsReadAndItsChecksumIsChecked() throws IOException {
        byte[] member = withAllHeaderFields(0);
        byte[] wrong = withAllHeaderFields(1);

        assertThat(plain(new ByteArrayInputStream(member))).isEqualTo(TEXT);
        assertThatThrownBy(() -> plain(new ByteArrayInputStream(wrong))).hasMessageContaining("checksum of its header");
    }

    @Test
    void aFileNameWithoutEndIsRefusedBeforeItFillsTheMemory() {
        byte[] start = {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, (byte) 255};
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };

        assertThatThrownBy(() -> plain(new SequenceInputStream(new ByteArrayInputStream(start), endless)))
                .isInstanceOf(DeployException.class).hasMessageContaining("text of more than 65536 bytes");
    }

    @Test
    void aThousandEmptyMembersAreFineAndMoreAreRefused() throws IOException {
        byte[] empty = TarBytes.gzip(new byte[0]);
        byte[] some = repeated(empty, 1024);
        byte[] many = repeated(empty, 1025);

        assertThat(plain(new ByteArrayInputStream(joined(some, TarBytes.gzip(TEXT), some)))).isEqualTo(TEXT);
        assertThatThrownBy(() -> plain(new ByteArrayInputStream(many))).hasMessageContaining("empty members");
    }

    private static byte[] withAllHeaderFields(int error) {
        byte[] plain = TarBytes.gzip(TEXT);
        byte[] header = {0x1f, (byte) 0x8b, 8, 2 + 4 + 8 + 16, 1, 2, 3, 4, 0, (byte) 255, 3, 0, 'a', 'b', 'c',
            'n', 0, 'c', 'o', 0};
        CRC32 crc = new CRC32();
        crc.update(header);
        long sum = crc.getValue() + error;
        return joined(header, new byte[] {(byte) sum, (byte) (sum >> 8)}, Arrays.copyOfRange(plain, 10, plain.length));
    }

    private static byte[] plain(InputStream gzip) throws IOException {
        try (InputStream plain = new GzipStream(gzip)) {
            return plain.readAllBytes();
        }
    }

    private static byte[] repeated(byte[] bytes, int times) {
        byte[][] parts = new byte[times][];
        Arrays.fill(parts, bytes);
        return joined(parts);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
