package dev.slipway.bench;

import java.nio.charset.StandardCharsets;

/**
 * The multipart parser that one writes first: a state for each byte. Compares every byte with the next one of the
 * delimiter; hands content on in slices. It knows no errors.
 */
final class ByteStates {
    private enum State { CONTENT, BEHIND_DELIMITER, HEADERS, CLOSED }

    private final byte[] delimiter;
    private final Parts parts;
    private State state = State.CONTENT;
    private boolean inPart;
    /** Bytes of the delimiter, or of the blank line behind headers, that the last bytes match. */
    private int matched = 2;

    ByteStates(String boundary, Parts parts) {
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
        this.parts = parts;
    }

    void write(byte[] buf, int length) {
        int begin = 0;
        for (int i = 0; i < length; i++) {
            byte b = buf[i];
            switch (state) {
                case CONTENT -> {
                    if (b == delimiter[matched]) {
                        matched++;
                        if (matched == delimiter.length) {
                            content(buf, begin, i + 1 - matched);
                            matched = 0;
                            state = State.BEHIND_DELIMITER;
                        }
                    } else if (matched > 0) {
                        if (i - matched < begin) { // what earlier slices ended with
                            content(delimiter, 0, begin - i + matched);
                        }
                        matched = b == '\r' ? 1 : 0;
                    }
                }
                case BEHIND_DELIMITER -> {
                    if (b == '-' || b == '\n') {
                        state = b == '-' ? State.CLOSED : State.HEADERS;
                        inPart = b == '\n';
                    }
                }
                case HEADERS -> {
                    matched = b == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : 0;
                    if (matched == 4) {
                        parts.begin();
                        begin = i + 1;
                        matched = 0;
                        state = State.CONTENT;
                    }
                }
                case CLOSED -> { }
            }
        }
        if (state == State.CONTENT) {
            content(buf, begin, length - matched);
        }
    }

    private void content(byte[] buf, int from, int to) {
        if (inPart && to > from) {
            parts.content(buf, from, to - from);
        }
    }
}
