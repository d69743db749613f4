package dev.slipway.bench;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.slipway.archive.Compression;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The first megabytes of the website W1 as a tar, unpacked from gzip (level 6) and from zstd (level 3). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(Volume.MEGABYTES)
public class InflateBenchmark {
    private static final int GZIP_HEADER_BYTES = 10;

    private final byte[] buffer = new byte[Volume.READ_BYTES];
    private byte[] gzip;
    private byte[] zstd;

    /** Reads the compressed files, which {@link #main} has made. */
    @Setup
    public void read() throws IOException {
        Path directory = Path.of(System.getProperty("micro.inputs"));
        gzip = Files.readAllBytes(directory.resolve("w1.gz"));
        zstd = Files.readAllBytes(directory.resolve("w1.zst"));
    }

    /** Makes the compressed files. @param arguments the tar, and the directory they go to */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[1]);
        byte[] plain;
        try (InputStream tar = Files.newInputStream(Path.of(arguments[0]))) {
            plain = tar.readNBytes(Volume.BYTES);
        }
        Volume.require(plain.length);
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(gzip) {
            {
                def.setLevel(Deflater.DEFAULT_COMPRESSION);
            }
        }) {
            out.write(plain);
        }
        Files.write(directory.resolve("w1.gz"), gzip.toByteArray());
        ByteArrayOutputStream zstd = new ByteArrayOutputStream();
        try (OutputStream out = new ZstdOutputStreamNoFinalizer(zstd, 3).setChecksum(true)) {
            out.write(plain);
        }
        Files.write(directory.resolve("w1.zst"), zstd.toByteArray());
    }

    /** The JDK's stream with the buffer it has by default. */
    @Benchmark
    public long gzipInputStream512() throws IOException {
        return drain(new GZIPInputStream(new ByteArrayInputStream(gzip)));
    }

    /** The same with a large buffer. */
    @Benchmark
    public long gzipInputStream64k() throws IOException {
        return drain(new GZIPInputStream(new ByteArrayInputStream(gzip), Volume.READ_BYTES));
    }

    /** That of Commons Compress. */
    @Benchmark
    public long commonsCompressGzip() throws IOException {
        return drain(new GzipCompressorInputStream(new ByteArrayInputStream(gzip), true));
    }

    /** Nothing but the JDK's inflater and its checksum, on direct buffers: what zlib itself takes. */
    @Benchmark
    public long inflaterDirect() throws DataFormatException {
        Inflater inflater = new Inflater(true);
        CRC32 crc = new CRC32();
        ByteBuffer in = ByteBuffer.allocateDirect(Volume.READ_BYTES);
        ByteBuffer out = ByteBuffer.allocateDirect(Volume.READ_BYTES);
        int position = GZIP_HEADER_BYTES;
        long bytes = 0;
        inflater.setInput(in.limit(0));
        while (!inflater.finished()) {
            if (!in.hasRemaining()) {
                int n = Math.min(Volume.READ_BYTES, gzip.length - position);
                in.clear().put(gzip, position, n).flip();
                position += n;
            }
            bytes += inflater.inflate(out.clear());
            crc.update(out.flip());
        }
        inflater.end();
        return Volume.require(bytes);
    }

    /** Slipway's loop. */
    @Benchmark
    public long slipwayGzip() throws IOException {
        return drain(Compression.GZIP.open(new ByteArrayInputStream(gzip)));
    }

    /** The stream of zstd-jni. */
    @Benchmark
    public long zstdJni() throws IOException {
        return drain(new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(zstd)));
    }

    /** Slipway's, which holds borders of frames and windows to its rules. */
    @Benchmark
    public long slipwayZstd() throws IOException {
        return drain(Compression.ZSTD.open(new ByteArrayInputStream(zstd)));
    }

    private long drain(InputStream in) throws IOException {
        try (in) {
            return Volume.require(Volume.drain(in, buffer));
        }
    }
}
