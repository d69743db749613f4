package dev.slipway.codec;

import java.util.function.Function;

/**
 * Decodes base64 (RFC 4648) as it arrives, in any pieces. Strict: wrong padding, text behind the padding and loose bits
 * are refused; a character that does not belong to the {@link Dialect} is left to the caller. Holds one output buffer
 * of fixed size. One thread at a time.
 */
public final class Base64Decoder {
    private static final int OUTPUT = 12 * 1024;

    /** What is taken besides the standard alphabet. */
    public enum Dialect {
        /** RFC 2045 §6.8: line breaks anywhere, padding is needed. */
        MIME(Base64Values.STANDARD, true, true),
        /** The URL-safe alphabet (RFC 4648 §5) too, line breaks anywhere, padding whole or none. */
        TEXT(Base64Values.BOTH, true, false),
        /** The URL-safe alphabet too, no line breaks, padding whole or none. */
        LINE(Base64Values.BOTH, false, false);

        private final Base64Values values;
        private final boolean lineBreaks;
        private final boolean padded;

        Dialect(Base64Values values, boolean lineBreaks, boolean padded) {
            this.values = values;
            this.lineBreaks = lineBreaks;
            this.padded = padded;
        }
    }

    /** Is given the decoded bytes. */
    @FunctionalInterface
    public interface Output {
        /** The next bytes, at least 1; the slice is only lent. */
        void data(byte[] buf, int off, int len);
    }

    private final Dialect dialect;
    private final Base64Values values;
    private final Output listener;
    private final Function<String, ? extends RuntimeException> failure;
    private final byte[] output = new byte[OUTPUT];
    private int filled;
    private int bits;
    /** Characters of the present group of four that were read, padding included. */
    private int inGroup;
    private int paddings;
    private boolean finished;

    /**
     * @param listener is told on the thread that writes
     * @param failure makes the exception to throw out of what is wrong, for example "is padded wrongly"
     */
    public Base64Decoder(Dialect dialect, Output listener, Function<String, ? extends RuntimeException> failure) {
        this.dialect = dialect;
        this.values = dialect.values;
        this.listener = listener;
        this.failure = failure;
    }

    /**
     * Takes characters up to the first that does not belong to base64. The last bytes may wait for {@link #flush}.
     *
     * @return index of that character, or {@code off + len} when all were taken
     */
    public int write(byte[] buf, int off, int len) {
        int end = off + len;
        int at = off;
        while (at < end) {
            if (inGroup == 0 && !finished) {
                at = groups(buf, at, end);
            }
            if (at < end) {
                if (!character(buf[at] & 0xff)) {
                    return at;
                }
                at++;
            }
        }
        return at;
    }

    /** Passes on what is decoded. */
    public void flush() {
        if (filled > 0) {
            listener.data(output, 0, filled);
            filled = 0;
        }
    }

    /** Says that the text has ended, and passes on the rest. */
    public void end() {
        if (inGroup != 0) {
            if (dialect.padded || paddings > 0 || inGroup == 1) {
                throw failed("is cut short");
            }
            paddings = 4 - inGroup;
            bits <<= 6 * paddings;
            group();
        }
        flush();
    }

    /** Whole groups of four out of the alphabet, as many as follow one another. */
    private int groups(byte[] buf, int from, int end) {
        int at = from;
        while (true) {
            if (output.length - filled < 3) {
                flush();
            }
            int most = Math.min((end - at) / 4, (output.length - filled) / 3);
            int done = values.decode(buf, at, most, output, filled);
            at += 4 * done;
            filled += 3 * done;
            if (done < most || end - at < 4) {
                return at;
            }
        }
    }

    private boolean character(int c) {
        if (c == '\r' || c == '\n') {
            return dialect.lineBreaks;
        }
        int value = c == '=' ? 0 : values.of(c);
        if (value < 0) {
            return false;
        }
        if (finished) {
            throw failed("holds text behind its end");
        }
        if (c == '=') {
            paddings++;
        } else if (paddings > 0) {
            throw failed("is padded wrongly");
        }
        bits = bits << 6 | value;
        if (++inGroup == 4) {
            group();
        }
        return true;
    }

    /** What was right before the fault is passed on first, as it is when the text comes in small pieces. */
    private RuntimeException failed(String what) {
        flush();
        return failure.apply(what);
    }

    private void group() {
        int looseBits = paddings == 0 ? 0 : paddings == 1 ? 0xff : 0xffff;
        if (paddings > 2 || (bits & looseBits) != 0) {
            throw failed("is padded wrongly");
        }
        if (output.length - filled < 3) {
            flush();
        }
        output[filled] = (byte) (bits >> 16);
        output[filled + 1] = (byte) (bits >> 8);
        output[filled + 2] = (byte) bits;
        filled += 3 - paddings;
        finished = paddings > 0;
        bits = 0;
        inGroup = 0;
    }
}
