package dev.slipway.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;

/**
 * The body of an HTTP/1.1 answer as it comes, without what frames it (RFC 9112 §6). It ends where the framing says so;
 * a connection that ends before is an {@link EOFException}. For one thread.
 */
final class AnswerBody extends InputStream {
    /** Bytes left are not known: the end of the connection ends the body. */
    private static final long UNTIL_CLOSED = -1;

    private final AnswerReader reader;
    private final InputStream in;
    private final boolean chunked;
    private long left;
    private boolean begun;
    private boolean ended;

    /** @param in where the body begins; {@code reader} reads lines from it too */
    AnswerBody(AnswerReader reader, InputStream in, int status, Map<String, String> headers) throws IOException {
        this.reader = reader;
        this.in = in;
        this.chunked = headers.getOrDefault("transfer-encoding", "").toLowerCase(Locale.ROOT).endsWith("chunked");
        this.ended = status == 204 || status == 304;
        String length = headers.get("content-length");
        if (!ended && !chunked) {
            left = length == null ? UNTIL_CLOSED : number(length, 10);
        }
    }

    /** Whether its end can be told from a connection that broke. */
    boolean tellsItsEnd() {
        return chunked || ended || left != UNTIL_CLOSED;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (!ended && chunked && left == 0) {
            nextChunk();
        }
        if (ended || !chunked && left == 0) {
            return -1;
        }
        int read = in.read(bytes, from, left == UNTIL_CLOSED ? count : (int) Math.min(left, count));
        if (left == UNTIL_CLOSED) {
            return read;
        }
        if (read < 0) {
            throw new EOFException("the connection ended within the answer");
        }
        left -= read;
        return read;
    }

    private void nextChunk() throws IOException {
        if (begun) {
            reader.line();
        }
        begun = true;
        left = number(reader.line().split(";", 2)[0].strip(), 16);
        ended = left == 0;
    }

    private static long number(String text, int radix) throws AnswerReader.NotHttpException {
        try {
            long number = Long.parseLong(text, radix);
            if (number >= 0 && Character.digit(text.charAt(0), radix) >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new AnswerReader.NotHttpException("the answer has no valid length");
    }
}
