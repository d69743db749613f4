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
        int first = in.read();
        if (first == TLS_ALERT || first == TLS_HANDSHAKE) {
            throw new TlsException();
        }
        begun = first;
        for (int i = 0; i < MAX_INTERIM_ANSWERS; i++) {
            int status = status(line());
            Map<String, String> headers = headers();
            if (status >= 200) {
                return new Answer(status, headers, body(status, headers));
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

    private byte[] body(int status, Map<String, String> headers) throws IOException {
        if (status == 204 || status == 304) {
            return new byte[0];
        }
        if (headers.getOrDefault("transfer-encoding", "").toLowerCase(Locale.ROOT).endsWith("chunked")) {
            return chunks();
        }
        String length = headers.get("content-length");
        if (length == null) {
            return in.readNBytes(MAX_BODY_BYTES);
        }
        long bytes = number(length, 10);
        byte[] body = in.readNBytes((int) Math.min(bytes, MAX_BODY_BYTES));
        if (body.length < Math.min(bytes, MAX_BODY_BYTES)) {
            throw new EOFException("the connection ended within the answer");
        }
        return body;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = line().split(";", 2)[0].strip();
            long bytes = number(size, 16);
            int room = MAX_BODY_BYTES - body.size();
            if (bytes == 0 || room == 0) {
                return body.toByteArray();
            }
            byte[] chunk = in.readNBytes((int) Math.min(bytes, room));
            body.write(chunk);
            if (chunk.length < bytes) {
                if (body.size() == MAX_BODY_BYTES) {
                    return body.toByteArray();
                }
                throw new EOFException("the connection ended within the answer");
            }
            line();
        }
    }

    private static long number(String text, int radix) throws NotHttpException {
        try {
            long number = Long.parseLong(text, radix);
            if (number >= 0 && Character.digit(text.charAt(0), radix) >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new NotHttpException("the answer has no valid length");
    }

    private String line() throws IOException {
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
