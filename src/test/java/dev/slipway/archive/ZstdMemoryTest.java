package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Windows are native memory, which no -Xmx bounds: so many uploads at once stay within what their windows add up to. */
@EnabledIfSystemProperty(named = "slipway.test.long", matches = "true")
@EnabledOnOs(OS.LINUX)
class ZstdMemoryTest {
    private static final int UPLOADS = 32;
    private static final int ROUNDS = 8;
    /** A window, what the library needs beside it, and what the allocator keeps for the next. */
    private static final long MOST_KIB_FOR_EACH = 14 << 10;

    @TempDir
    private Path temporary;

    @Test
    void theLargestWindowsAtOnceStayWithinTheirSum() throws Exception {
        Path told = temporary.resolve("told");
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m", "-Xms96m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), ZstdMemoryTest.class.getName())
                .redirectErrorStream(true).redirectOutput(told.toFile()).start();
        try {
            assertThat(child.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            child.destroyForcibly();
        }

        List<String> lines = Files.readAllLines(told);
        lines.forEach(System.out::println);
        assertThat(child.exitValue()).isZero();
        assertThat(lines).hasSize(ROUNDS).allSatisfy(line ->
                assertThat(Long.parseLong(line.replaceAll(".* ([0-9]+) KiB.*", "$1")))
                        .isGreaterThan(UPLOADS * (7L << 10)).isLessThan(UPLOADS * MOST_KIB_FOR_EACH));
    }

    /** The child: opens all streams, reads them nearly to their end, and looks at the process meanwhile. */
    public static void main(String[] arguments) throws Exception {
        byte[] archive = archiveWithLargestWindow();
        long before = residentKib();
        for (int round = 0; round < ROUNDS; round++) {
            System.out.printf("%d windows of 8 MiB at once: %d KiB more resident%n", UPLOADS,
                    heldOpen(archive) - before);
        }
    }

    private static long heldOpen(byte[] archive) throws Exception {
        CountDownLatch filled = new CountDownLatch(UPLOADS);
        CountDownLatch measured = new CountDownLatch(1);
        List<Thread> uploads = new ArrayList<>();
        for (int i = 0; i < UPLOADS; i++) {
            Thread upload = new Thread(() -> read(archive, filled, measured));
            upload.start();
            uploads.add(upload);
        }
        filled.await();
        long resident = residentKib();
        measured.countDown();
        for (Thread upload : uploads) {
            upload.join();
        }
        return resident;
    }

    private static void read(byte[] archive, CountDownLatch filled, CountDownLatch measured) {
        byte[] buffer = new byte[8192];
        try (InputStream plain = Compression.ZSTD.open(new ByteArrayInputStream(archive))) {
            for (long left = 12 << 20; left > 0; ) {
                left -= plain.read(buffer);
            }
            filled.countDown();
            measured.await();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] archiveWithLargestWindow() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] words = new byte[1 << 20];
        Random random = new Random(8);
        try (ZstdOutputStream zstd = new ZstdOutputStream(out, 1)) {
            zstd.setLong(23);
            for (int i = 0; i < 14; i++) {
                for (int at = 0; at < words.length; at++) {
                    words[at] = (byte) ('a' + random.nextInt(2));
                }
                zstd.write(words);
            }
        }
        return out.toByteArray();
    }

    private static long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).findFirst().orElseThrow();
    }
}
