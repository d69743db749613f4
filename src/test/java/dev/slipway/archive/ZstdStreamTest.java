package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import dev.slipway.problem.DeployException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ZstdStreamTest {
    private static final byte[] TEXT = "what the slipway carries\n".repeat(9000).getBytes();
    private static final byte[] SKIPPABLE = {0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3};

    @ParameterizedTest
    @EnumSource(Feeds.class)
    void framesAreReadOneAfterTheOtherAndSkippableOnesSkipped(Feeds feed) throws IOException {
        byte[] frames = joined(SKIPPABLE, Zstd.compress(TEXT), SKIPPABLE, Zstd.compress(TEXT), SKIPPABLE);

        assertThat(plain(feed.of(frames))).isEqualTo(joined(TEXT, TEXT));
    }

    @Test
    void aFirstFrameThatIsSkippableTellsZstdToo() {
        assertThat(Compression.of(SKIPPABLE, 4)).isEqualTo(Compression.ZSTD);
    }

    @Test
    void aWindowOfEightMebibytesIsTakenAndALargerOneRefused() throws IOException {
        assertThat(plain(new ByteArrayInputStream(withWindow(23)))).isEqualTo(TEXT);
        assertThatThrownBy(() -> plain(new ByteArrayInputStream(withWindow(24)))).isInstanceOf(DeployException.class)
                .hasMessageContaining("window is larger than 8 MiB");
    }

    @Test
    void aHandMadeHeaderThatAsksForMuchMemoryIsRefused() {
        byte[] frame = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) (31 << 3), 1, 0, 0};
        byte[] oneSegmentOfATebibyte = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, (byte) 0xe0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0,
            0};

        assertThatThrownBy(() -> plain(new ByteArrayInputStream(frame))).hasMessageContaining("8 MiB");
        assertThatThrownBy(() -> plain(new ByteArrayInputStream(oneSegmentOfATebibyte))).hasMessageContaining("8 MiB");
    }

    @Test
    void aWrongChecksumIsRefused() throws IOException {
        byte[] frame = withChecksum();
        frame[frame.length - 1] ^= 1;

        assertThat(plain(new ByteArrayInputStream(withChecksum()))).isEqualTo(TEXT);
        assertThatThrownBy(() -> plain(new ByteArrayInputStream(frame))).hasMessageContaining("checksum");
    }

    @Test
    void aCutAnywhereIsRefused() {
        byte[] frame = joined(SKIPPABLE, Zstd.compress("short".getBytes()));

        for (int length = 1; length < frame.length; length++) {
            byte[] cut = Arrays.copyOf(frame, length);
            if (length != SKIPPABLE.length) {
                assertThatThrownBy(() -> plain(new ByteArrayInputStream(cut))).as("%d bytes", length)
                        .isInstanceOf(DeployException.class).hasMessageContaining("zstd");
            }
        }
    }

    @Test
    void whatFollowsTheLastFrameIsRefused() {
        byte[] frame = Zstd.compress(TEXT);

        assertThatThrownBy(() -> plain(new ByteArrayInputStream(joined(frame, new byte[512], new byte[] {1}))))
                .hasMessageContaining("something that is not zstd");
        assertThatThrownBy(() -> plain(new ByteArrayInputStream(joined(frame, new byte[] {0x28}))))
                .isInstanceOf(DeployException.class);
        assertThatThrownBy(() -> plain(new ByteArrayInputStream(joined(frame, TarBytes.gzip(TEXT)))))
                .isInstanceOf(DeployException.class);
        byte[] oldFormat = {0x27, (byte) 0xb5, 0x2f, (byte) 0xfd, 4, 0, 0, 0, 0, 0, 0};
        assertThatThrownBy(() -> plain(new ByteArrayInputStream(joined(frame, oldFormat))))
                .isInstanceOf(DeployException.class);
    }

    @Test
    void aFailureOfTheStreamUnderItPassesUnchanged() {
        IOException gone = new IOException("gone");
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw gone;
            }
        };

        assertThatThrownBy(() -> plain(failing)).isSameAs(gone);
    }

    @Test
    void withoutItsNativeLibraryItIsRefusedInPlainWords() throws Exception {
        String property = "ZstdNativePath";
        System.setProperty(property, Path.of("no", "such", "library.so").toAbsolutePath().toString());
        try (URLClassLoader alone = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Class<?> compression = alone.loadClass(Compression.class.getName());
            Object zstd = compression.getField("ZSTD").get(null);
            Method open = compression.getMethod("open", InputStream.class);

            assertThat(compression.getMethod("available").invoke(zstd)).isEqualTo(false);
            assertThatThrownBy(() -> open.invoke(zstd, InputStream.nullInputStream())).cause()
                    .hasMessageContaining("send gzip instead").extracting("problem").hasToString("ARCHIVE_REFUSED");
        } finally {
            System.clearProperty(property);
        }
    }

    private static URL[] classPath() throws IOException {
        String[] entries = System.getProperty("java.class.path").split(File.pathSeparator);
        URL[] urls = new URL[entries.length];
        for (int i = 0; i < entries.length; i++) {
            urls[i] = Path.of(entries[i]).toUri().toURL();
        }
        return urls;
    }

    private static byte[] withWindow(int log) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(out)) {
            zstd.setLong(log);
            zstd.write(TEXT);
        }
        return out.toByteArray();
    }

    private static byte[] withChecksum() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(out)) {
            zstd.setChecksum(true);
            zstd.write(TEXT);
        }
        return out.toByteArray();
    }

    private static byte[] plain(InputStream zstd) throws IOException {
        try (InputStream plain = new ZstdStream(zstd)) {
            return plain.readAllBytes();
        }
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
