package dev.slipway.body;

/** A JSON list of the numbers 0 to 255, behind its opening bracket: the bytes of a payload. One thread at a time. */
final class JsonNumbers {
    private static final int OUTPUT = 12 * 1024;
    private static final int LARGEST = 255;
    /** Nothing was read yet: a number comes or the end. */
    private static final int FIRST = -1;
    /** Behind a comma: a number comes. */
    private static final int NEXT = -2;
    /** Behind the blanks behind a number: a comma comes or the end. */
    private static final int BEHIND = -3;

    private final CollectedObject object;
    private final byte[] output = new byte[OUTPUT];
    private int filled;
    /** What was read of the number that is open, or one of the three places above. */
    private int number = FIRST;
    private boolean ended;

    /** @param object is given the bytes */
    JsonNumbers(CollectedObject object) {
        this.object = object;
    }

    /** Takes bytes up to the closing bracket. @return index of the byte behind the last that was taken */
    int write(byte[] buf, int from, int end) {
        int at = from;
        while (at < end && !ended) {
            at = digitsAndCommas(buf, at, end);
            if (at < end) {
                other(buf[at++]);
            }
        }
        flush();
        return at;
    }

    boolean ended() {
        return ended;
    }

    /** What nearly all of the list consists of. @return index of the first byte that is anything else, or {@code end} */
    private int digitsAndCommas(byte[] buf, int from, int end) {
        int open = number;
        int at = from;
        for (; at < end; at++) {
            int digit = buf[at] - '0';
            if (digit >= 0 && digit <= 9) {
                open = withDigit(open, digit);
            } else if (buf[at] == ',' && open >= 0) {
                put(open);
                open = NEXT;
            } else {
                break;
            }
        }
        number = open;
        return at;
    }

    private static int withDigit(int open, int digit) {
        if (open == FIRST || open == NEXT) {
            return digit;
        }
        int longer = open * 10 + digit;
        if (open <= 0 || longer > LARGEST) {
            throw InvalidBody.payload(JsonPayload.FORMS);
        }
        return longer;
    }

    private void other(byte b) {
        if (number >= 0) {
            put(number);
            number = BEHIND;
        }
        if (b == ',' && number == BEHIND) {
            number = NEXT;
        } else if (b == ']' && number != NEXT) {
            ended = true;
        } else if (!JsonWalker.isSpace(b)) {
            throw InvalidBody.payload(JsonPayload.FORMS);
        }
    }

    private void put(int value) {
        output[filled++] = (byte) value;
        if (filled == output.length) {
            flush();
        }
    }

    private void flush() {
        if (filled > 0) {
            object.payload(output, 0, filled);
            filled = 0;
        }
    }
}
