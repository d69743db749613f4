package dev.slipway.multipart;

import dev.slipway.problem.DeployException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A listener that keeps what it is told and holds the parser to the order of calls. */
final class RecordedParts implements PartListener {
    record Part(PartHeaders headers, byte[] content) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Part part && headers.equals(part.headers) && Arrays.equals(content, part.content);
        }

        @Override
        public int hashCode() {
            return headers.hashCode();
        }
    }

    /** What came of one body: its parts, or the failure as {@code PROBLEM: detail}. */
    record Outcome(List<Part> parts, @Nullable DeployException failure) {
        boolean sameAs(Outcome other) {
            return failure == null || other.failure == null ? failure == other.failure && parts.equals(other.parts)
                    : failure.problem() == other.failure.problem() && failure.detail().equals(other.failure.detail());
        }

        @Override
        public String toString() {
            return failure != null ? failure.problem() + ": " + failure.detail()
                    : parts.stream().map(p -> p.headers + " " + p.content.length + " bytes").toList().toString();
        }
    }

    private final List<Part> parts = new ArrayList<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private @Nullable PartHeaders headers;

    @Override
    public void begin(PartHeaders begun) {
        check(headers == null, "begin within a part");
        headers = begun;
    }

    @Override
    public void data(byte[] buf, int off, int len) {
        check(headers != null && len > 0, "data outside a part, or no data");
        content.write(buf, off, len);
    }

    @Override
    public void end() {
        check(headers != null, "end outside a part");
        if (headers != null) {
            parts.add(new Part(headers, content.toByteArray()));
        }
        headers = null;
        content.reset();
    }

    List<Part> parts() {
        return parts;
    }

    private static void check(boolean expected, String otherwise) {
        if (!expected) {
            throw new AssertionError(otherwise);
        }
    }

    /** Feeds a body in slices that end at the given offsets, each from an array of its own that is wiped afterwards. */
    static Outcome feed(String contentType, byte[] body, int... ends) {
        RecordedParts recorded = new RecordedParts();
        try {
            var parser = new MultipartParser(MultipartType.parse(contentType), MultipartLimits.DEFAULTS, recorded);
            int from = 0;
            for (int end : ends) {
                byte[] slice = Arrays.copyOfRange(body, from, end);
                parser.write(slice, 0, slice.length);
                Arrays.fill(slice, (byte) '#');
                from = end;
            }
            parser.write(body, from, body.length - from);
            parser.end();
            return new Outcome(recorded.parts, null);
        } catch (DeployException e) {
            return new Outcome(List.of(), e);
        }
    }

    /** Feeds a body in slices of one size. */
    static Outcome feedChunks(String contentType, byte[] body, int size) {
        int[] ends = new int[(body.length + size - 1) / size];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = Math.min(body.length, (i + 1) * size);
        }
        return feed(contentType, body, ends);
    }
}
