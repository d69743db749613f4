package dev.slipway.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The boundary of a multipart body looked for by one parser in one kind of content. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(Volume.MEGABYTES)
public class BoundaryBenchmark {
    /** Who looks. */
    @Param
    public BoundaryParser parser;

    /** In what. */
    @Param
    public PartContent content;

    private RepeatedBytes body;

    /** Makes the body. */
    @Setup
    public void body() {
        body = content.body(Volume.MEGABYTES);
    }

    /** @return bytes of content; whether they are right, {@link BoundaryCheck} tells */
    @Benchmark
    public long parse() throws IOException {
        CountedParts parts = new CountedParts();
        parser.parse(body.again(), parts);
        return parts.bytes();
    }
}
