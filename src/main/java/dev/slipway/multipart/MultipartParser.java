package dev.slipway.multipart;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Push parser for multipart bodies (RFC 2046 §5.1, RFC 7578) in a strict profile: no preamble but one CR LF, no
 * epilogue, every line ends in CR LF, and what looks like a delimiter must be one.
 *
 * <p>However a body is cut into {@link #write} calls, the listener is told the same parts with the same bytes, and the
 * same failure comes out. Content is handed on as slices of the caller's array. What is held back between calls is a
 * beginning of the delimiter, hence known by its length alone, and at most one header block.
 *
 * <pre>
 *   START ─delimiter─▶ DELIMITER ─CR LF─▶ HEADERS ─blank line─▶ CONTENT ─delimiter─▶ DELIMITER
 *                      DELIMITER ──--───▶ CLOSED ──CR LF──▶ DONE
 * </pre>
 *
 * The end is legal in CLOSED and DONE. One thread at a time; every field is owned by the thread that writes. No method
 * blocks.
 */
public final class MultipartParser {
    private enum State {
        /** Before the first delimiter. */
        START,
        /** Behind the boundary: {@code --}, or padding and a line end, must follow. */
        DELIMITER,
        /** Behind padding: the line end must follow. */
        DELIMITER_PADDING,
        /** Behind the CR of the delimiter line. */
        DELIMITER_CR,
        /** Behind the first dash of the close delimiter. */
        CLOSE_DASH,
        /** In the header block of a part. */
        HEADERS,
        /** In the content of a part. */
        CONTENT,
        /** Behind the close delimiter: padding and one line end may follow. */
        CLOSED,
        /** Behind the CR after the close delimiter. */
        CLOSED_CR,
        /** Nothing more may follow. */
        DONE
    }

    /** The CR LF of a delimiter: implied at the start of the body and shared with the blank line behind headers. */
    private static final int LINE_END = 2;

    private final MultipartLimits limits;
    private final PartListener listener;
    private final DelimiterSearch search;
    /** The delimiter again, to hand on what was held back of it; separate, since listeners see this array. */
    private final byte[] held;
    private final HeaderBlock headers;

    private State state = State.START;
    /** Bytes of the delimiter that the input has matched so far, those in earlier slices included. */
    private int matched = LINE_END;
    /** How many of the matched bytes are no content, because they were implied or ended the header block. */
    private int implied = LINE_END;
    private int padding;
    private int parts;
    private boolean started;
    private @Nullable OpenPart open;
    /** False while a call is under way: a call that throws leaves it so. */
    private boolean usable = true;

    /**
     * @param type the Content-Type of the body
     * @param limits bounds of what is taken
     * @param listener is told the parts, on the thread that writes
     */
    public MultipartParser(MultipartType type, MultipartLimits limits, PartListener listener) {
        this.limits = limits;
        this.listener = listener;
        this.held = type.delimiter();
        this.search = new DelimiterSearch(held);
        this.headers = new HeaderBlock(limits);
    }

    /**
     * Takes the next bytes of the body. The array may be reused by the caller afterwards.
     *
     * @param off index of the first byte
     * @param len number of bytes, 0 or more
     * @throws DeployException {@link Problem#MALFORMED_BODY} when the body breaks RFC 2046 or the profile,
     *         {@link Problem#HEADERS_TOO_LARGE} and {@link Problem#LIMIT_EXCEEDED} over a limit,
     *         {@link Problem#UNSUPPORTED_MEDIA_TYPE} for a transfer encoding that is not taken
     * @throws IllegalStateException after a failure, after {@link #end}, or from within the listener
     * @throws IndexOutOfBoundsException when the slice is not within the array
     */
    public void write(byte[] buf, int off, int len) {
        Objects.checkFromIndexSize(off, len, buf.length);
        use();
        int at = off;
        int to = off + len;
        while (at < to) {
            switch (state) {
                case START -> at = start(buf, at, to);
                case CONTENT -> at = content(buf, at, to);
                case HEADERS -> header(buf[at++]);
                default -> delimiterLine(buf[at++]);
            }
        }
        usable = true;
    }

    /**
     * Says that the body has ended. Only when this returns normally was the body complete.
     *
     * @throws DeployException {@link Problem#MALFORMED_BODY} when the close delimiter was not seen or no part came
     * @throws IllegalStateException after a failure, or when called twice
     */
    public void end() {
        use();
        if (state != State.CLOSED && state != State.DONE) {
            throw Malformed.body("it ends before its close delimiter");
        }
        if (parts == 0) {
            throw Malformed.body("it has no parts");
        }
    }

    private void use() {
        if (!usable) {
            throw new IllegalStateException("the body has ended or has failed");
        }
        usable = false;
    }

    private int start(byte[] buf, int from, int to) {
        if (!started && buf[from] == '\r') {
            matched = 0;
        }
        started = true;
        int at = resume(buf, from, to);
        if (at < to && state == State.START) {
            throw Malformed.body("it does not begin with its boundary");
        }
        return at;
    }

    private int content(byte[] buf, int from, int to) {
        if (matched > 0) {
            int at = resume(buf, from, to);
            if (at < to && state == State.CONTENT) {
                part().data(held, implied, matched - implied);
                forgetMatch();
            }
            return at;
        }
        int found = search.find(buf, from, to);
        if (found >= 0) {
            part().data(buf, from, found - from);
            delimiterFound();
            return found + search.length();
        }
        int partial = search.findPartial(buf, from, to);
        part().data(buf, from, partial - from);
        matched = to - partial;
        return to;
    }

    /** Goes on matching the delimiter; returns where it stopped, which is before {@code to} at a wrong byte. */
    private int resume(byte[] buf, int from, int to) {
        int before = matched;
        matched = search.resume(before, buf, from, to);
        int at = from + matched - before;
        if (matched == search.length()) {
            delimiterFound();
        }
        return at;
    }

    private void delimiterFound() {
        forgetMatch();
        padding = 0;
        state = State.DELIMITER;
    }

    private void forgetMatch() {
        matched = 0;
        implied = 0;
    }

    private void delimiterLine(byte b) {
        switch (state) {
            case DELIMITER -> {
                if (b == '-') {
                    state = State.CLOSE_DASH;
                } else {
                    delimiterPadding(b);
                }
            }
            case DELIMITER_PADDING -> delimiterPadding(b);
            case DELIMITER_CR -> {
                require(b == '\n', "a delimiter line does not end in CR LF");
                partBegins();
            }
            case CLOSE_DASH -> {
                require(b == '-', "a delimiter is followed by something else than a line end or --");
                partEnds();
                state = State.CLOSED;
            }
            case CLOSED -> closed(b);
            case CLOSED_CR -> {
                require(b == '\n', "something follows the close delimiter");
                state = State.DONE;
            }
            default -> throw Malformed.body("something follows the close delimiter");
        }
    }

    private void delimiterPadding(byte b) {
        if (isPadding(b)) {
            state = State.DELIMITER_PADDING;
        } else {
            require(b == '\r', "a delimiter is followed by something else than a line end or --");
            state = State.DELIMITER_CR;
        }
    }

    private void closed(byte b) {
        if (!isPadding(b)) {
            require(b == '\r', "something follows the close delimiter");
            state = State.CLOSED_CR;
        }
    }

    private boolean isPadding(byte b) {
        boolean space = b == ' ' || b == '\t';
        if (space && ++padding > limits.maxPaddingBytes()) {
            throw Malformed.body("a delimiter is padded with more than " + limits.maxPaddingBytes() + " bytes");
        }
        return space;
    }

    private void partEnds() {
        if (open != null) {
            OpenPart ended = open;
            open = null;
            ended.end();
        }
    }

    private void partBegins() {
        partEnds();
        if (++parts > limits.maxParts()) {
            throw new DeployException(Problem.LIMIT_EXCEEDED,
                    "A multipart body may have at most " + limits.maxParts() + " parts");
        }
        headers.clear();
        state = State.HEADERS;
    }

    private void header(byte b) {
        PartHeaders complete = headers.take(b);
        if (complete != null) {
            open = OpenPart.begin(complete, listener);
            matched = LINE_END;
            implied = LINE_END;
            state = State.CONTENT;
        }
    }

    private OpenPart part() {
        return Objects.requireNonNull(open);
    }

    private static void require(boolean legal, String otherwise) {
        if (!legal) {
            throw Malformed.body(otherwise);
        }
    }
}
