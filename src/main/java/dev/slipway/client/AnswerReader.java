package dev.slipway.client;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one HTTP/1.1 answer (RFC 9112). Interim answers (1xx) are passed over. For one thread. */
final class AnswerReader {
    /** Longest body that is read; the rest of a longer one is dropped. */
    static final int MAX_BODY_BYTES = 1024 * 1024;

    private static final int MAX_LINE_BYTES = 16 * 1024;
    private static final int MAX_HEADER_LINES = 200;
    private static final int MAX_INTERIM_ANSWERS = 100;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9][0-9])(?: .*)?");

    /** How a TLS record begins (RFC 8446 §5.1); no HTTP answer does. */
    private static final int TLS_ALERT = 21;
    private static final int TLS_HANDSHAKE = 22;
    private static final int NOTHING = -2;

    /** What comes before the body, and the body to be read. */
    record Head(int status, Map<String, String> headers, AnswerBody body) {}

    private final InputStream in;
    /** The first byte, which was looked at already. */
    private int begun = NOTHING;

    /** @param in should be buffered */
    AnswerReader(InputStream in) {
        this.in = in;
    }

    /**
     * Blocks until the answer is there.
     *
     * @throws NotHttpException when it is not an HTTP/1.x answer
     * @throws EOFException when the connection ends before or within it
     */
    Answer read() throws IOException {
        Head head = head();
        return new Answer(head.status(), head.headers(), head.body().readNBytes(MAX_BODY_BYTES));
    }

    /**
     * Blocks until everything before the body is there.
     *
     * @throws NotHttpException when it is not an HTTP/1.x answer
     * @throws EOFException when the connection ends before
     */
    Head head() throws IOException {
        int first = in.read();
        if (first == TLS_ALERT || first == TLS_HANDSHAKE) {
            throw new TlsException();
        }
        begun = first;
        for (int i = 0; i < MAX_INTERIM_ANSWERS; i++) {
            int status = status(line());
            Map<String, String> headers = headers();
            if (status >= 200) {
                return new Head(status, headers, new AnswerBody(this, in, status, headers));
            }
        }
        throw new NotHttpException("more than " + MAX_INTERIM_ANSWERS + " interim answers");
    }

    private static int status(String line) throws NotHttpException {
        Matcher m = STATUS_LINE.matcher(line);
        if (!m.matches()) {
            throw new NotHttpException("the answer is not HTTP");
        }
        return Integer.parseInt(m.group(1));
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < MAX_HEADER_LINES; i++) {
            String line = line();
            if (line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
            }
        }
        throw new NotHttpException("the answer has more than " + MAX_HEADER_LINES + " headers");
    }

    /** One line without its end, in ISO 8859-1. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        for (int b = next(); b != '\n'; b = next()) {
            if (b < 0) {
                throw new EOFException("the connection ended without an answer");
            }
            if (line.size() == MAX_LINE_BYTES) {
                throw new NotHttpException("a header line of the answer is longer than " + MAX_LINE_BYTES + " bytes");
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private int next() throws IOException {
        if (begun == NOTHING) {
            return in.read();
        }
        int first = begun;
        begun = NOTHING;
        return first;
    }

    /** What came is a TLS record. */
    static final class TlsException extends NotHttpException {
        private static final long serialVersionUID = 1L;

        TlsException() {
            super("the answer is TLS");
        }
    }

    /** What came is not an HTTP/1.x answer. */
    static class NotHttpException extends IOException {
        private static final long serialVersionUID = 1L;

        NotHttpException(String message) {
            super(message);
        }
    }
}
