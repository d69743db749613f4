package dev.slipway.bench;

import dev.slipway.archive.MemberWalk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The entries of a tar with their content, taken out of it and not written anywhere. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(Volume.MEGABYTES)
public class UntarBenchmark {
    private static final int BLOCK = 512;

    /** Which files. */
    public enum Files {
        /** Some thousand of 5 kB on average, as in a directory of packages. */
        SMALL(10_000),
        /** Four of about 15 MB. */
        BIG(30_000_000);

        private final int mostBytes;

        Files(int mostBytes) {
            this.mostBytes = mostBytes;
        }
    }

    /** Which files. */
    @Param
    public Files files;

    private final byte[] buffer = new byte[Volume.READ_BYTES];
    private byte[] archive;
    private long content;

    /** Makes an archive of exactly the volume, its end included. */
    @Setup
    public void pack() throws IOException {
        Random random = new Random(9);
        byte[] bytes = new byte[files.mostBytes];
        random.nextBytes(bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream(Volume.BYTES);
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, BLOCK)) {
            int left = Volume.BYTES - 2 * BLOCK;
            for (int i = 0; left > 0; i++) {
                int size = files.mostBytes / 4 + random.nextInt(files.mostBytes / 2);
                int padded = Math.min(left, BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK);
                size = Math.min(size, padded - BLOCK);
                TarArchiveEntry entry = new TarArchiveEntry("site/node_modules/package-" + i % 300 + "/lib/module-" + i + ".js");
                entry.setSize(size);
                tar.putArchiveEntry(entry);
                tar.write(bytes, 0, size);
                tar.closeArchiveEntry();
                left -= padded;
                content += size;
            }
        }
        archive = out.toByteArray();
        Volume.require(archive.length);
    }

    /** Commons Compress. */
    @Benchmark
    public long commonsCompress() throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(archive), "UTF-8");
        long bytes = 0;
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            bytes += Volume.drain(tar, buffer);
        }
        return right(bytes);
    }

    /** Slipway's guard before it, and what both say compared. */
    @Benchmark
    public long slipway() throws IOException {
        return right(MemberWalk.read(new ByteArrayInputStream(archive), buffer));
    }

    /** Name and size of each header and nothing else: what a reader takes at least. */
    @Benchmark
    public long nameAndSize() throws IOException {
        InputStream in = new ByteArrayInputStream(archive);
        long bytes = 0;
        int names = 0;
        while (in.readNBytes(buffer, 0, BLOCK) == BLOCK && buffer[0] != 0) {
            int end = 0;
            while (buffer[end] != 0) {
                end++;
            }
            names += new String(buffer, 0, end, StandardCharsets.UTF_8).length();
            int size = 0;
            for (int i = 124; i < 135; i++) {
                size = size << 3 | buffer[i] - '0';
            }
            bytes += size;
            for (int left = (size + BLOCK - 1) / BLOCK * BLOCK; left > 0;) {
                left -= in.readNBytes(buffer, 0, Math.min(left, buffer.length));
            }
        }
        return names == 0 ? 0 : right(bytes);
    }

    private long right(long bytes) {
        if (bytes != content) {
            throw new IllegalStateException(bytes + " bytes instead of " + content);
        }
        return bytes;
    }
}
