package dev.slipway.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import dev.slipway.body.BodyListener;
import dev.slipway.body.RequestBodies;
import dev.slipway.body.RequestBody;
import dev.slipway.model.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
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

/** An archive inside the operation object, decoded while it is read. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(Volume.MEGABYTES)
public class LegacyBodyBenchmark {
    /** How it is written. */
    @Param
    public LegacyForm form;

    private final byte[] buffer = new byte[Volume.READ_BYTES];
    private RepeatedBytes body;

    /** Makes the body. */
    @Setup
    public void body() {
        body = form.body();
    }

    /** Slipway's decoder. */
    @Benchmark
    public long slipway() {
        Payload payload = new Payload();
        RequestBody decoder = RequestBodies.of(form.mediaType(), payload);
        RepeatedBytes in = body.again();
        for (int n = in.read(buffer, 0, buffer.length); n >= 0; n = in.read(buffer, 0, buffer.length)) {
            decoder.write(buffer, 0, n);
        }
        decoder.end();
        return Volume.require(payload.bytes);
    }

    /** Jackson's streaming parser, which reads by itself. */
    @Benchmark
    public long jackson() throws IOException {
        JsonFactory factory = form == LegacyForm.CBOR ? new CBORFactory() : new JsonFactory();
        Counted out = new Counted();
        try (JsonParser parser = factory.createParser(body.again())) {
            while (!(parser.nextToken() == JsonToken.FIELD_NAME && parser.currentName().equals("payload"))) {
                continue;
            }
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                numbers(parser, out);
            } else {
                parser.readBinaryValue(out);
            }
            while (parser.nextToken() != null) {
                continue;
            }
        }
        return Volume.require(out.bytes);
    }

    private void numbers(JsonParser parser, Counted out) throws IOException {
        while (parser.nextToken() != JsonToken.START_ARRAY) {
            continue;
        }
        int filled = 0;
        while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            if (filled == buffer.length) {
                out.write(buffer, 0, filled);
                filled = 0;
            }
            buffer[filled++] = (byte) parser.getIntValue();
        }
        out.write(buffer, 0, filled);
    }

    private static final class Counted extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] buf, int off, int len) {
            bytes += len;
        }
    }

    private static final class Payload implements BodyListener {
        private long bytes;

        @Override
        public void operation(Map<String, Object> operation) {
        }

        @Override
        public void payloadFirst() {
        }

        @Override
        public void amended(Map<String, Object> operation) {
        }

        @Override
        public void payload(byte[] buf, int off, int len) {
            bytes += len;
        }

        @Override
        public void digest(Digest declared) {
        }

        @Override
        public void complete(boolean payloadSeen) {
        }
    }
}
