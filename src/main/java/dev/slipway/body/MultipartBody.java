package dev.slipway.body;

import dev.slipway.multipart.MultipartLimits;
import dev.slipway.multipart.MultipartParser;
import dev.slipway.multipart.MultipartType;
import dev.slipway.multipart.PartHeaders;
import dev.slipway.multipart.PartListener;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * A multipart body: its parts are handed to the shape that the first of them shows, as soon as its headers or, where
 * they do not tell, its first byte are there. One thread at a time.
 */
public final class MultipartBody implements RequestBody {
    private final MultipartParser parser;
    private final Undecided parts;

    /**
     * @param type the Content-Type of the body
     * @param listener is told on the thread that writes
     */
    public MultipartBody(MultipartType type, BodyListener listener) {
        this.parts = new Undecided(listener);
        this.parser = new MultipartParser(type, MultipartLimits.DEFAULTS, parts);
    }

    @Override
    public void write(byte[] buf, int off, int len) {
        parser.write(buf, off, len);
    }

    @Override
    public void end() {
        parser.end();
        parts.shape().complete();
    }

    /** Holds the first part's headers until the shape is known, then only passes on. */
    private static final class Undecided implements PartListener {
        private final BodyListener listener;
        private @Nullable PartHeaders first;
        private @Nullable BodyShape shape;

        Undecided(BodyListener listener) {
            this.listener = listener;
        }

        @Override
        public void begin(PartHeaders headers) {
            if (shape != null) {
                shape.begin(headers);
                return;
            }
            first = headers;
            FirstPart.formatOf(headers).ifPresent(format -> decide(new TwoPartShape(format, listener)));
        }

        @Override
        public void data(byte[] buf, int off, int len) {
            if (shape == null && first != null) {
                decide(FirstPart.formatOf(first, buf[off])
                        .<BodyShape>map(format -> new TwoPartShape(format, listener)).orElseGet(this::form));
            }
            shape().data(buf, off, len);
        }

        @Override
        public void end() {
            if (shape == null) {
                decide(form());
            }
            shape().end();
        }

        private BodyShape form() {
            if (first == null || first.name() == null) {
                throw notTaken();
            }
            return new FormShape(listener);
        }

        private void decide(BodyShape decided) {
            shape = decided;
            if (first != null) {
                decided.begin(first);
            }
        }

        BodyShape shape() {
            if (shape == null) {
                throw notTaken();
            }
            return shape;
        }

        private static DeployException notTaken() {
            return new DeployException(Problem.INVALID_REQUEST,
                    "The first part must be the operation object (application/json or application/cbor, or beginning"
                            + " as one), with the archive as the second part; or a form with the fields operation and"
                            + " project and the file payload");
        }
    }
}
