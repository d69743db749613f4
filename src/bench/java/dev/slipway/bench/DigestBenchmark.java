package dev.slipway.bench;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The JDK's sha-256, for comparison: every byte of an archive goes through it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(Volume.MEGABYTES)
public class DigestBenchmark {
    private final byte[] buffer = new byte[Volume.READ_BYTES];

    /** Fills what is hashed. */
    public DigestBenchmark() {
        new Random(11).nextBytes(buffer);
    }

    /** In pieces of 64 KiB. */
    @Benchmark
    public byte[] sha256() throws NoSuchAlgorithmException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        for (int left = Volume.BYTES; left > 0; left -= buffer.length) {
            sha256.update(buffer, 0, Math.min(left, buffer.length));
        }
        return sha256.digest();
    }
}
