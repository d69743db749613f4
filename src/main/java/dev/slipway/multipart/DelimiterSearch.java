package dev.slipway.multipart;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds a multipart delimiter (CR LF {@code --} boundary, RFC 2046 §5.1.1) in slices of bytes, by Horspool's method.
 *
 * <p>A delimiter begins with CR and holds no second one, since a boundary has no line breaks. Two things follow. What
 * two windows match of it, compared from the front, cannot overlap: all comparisons together match no byte twice, and
 * the search looks at no more than three bytes for each byte of input, whatever the content. And at most one beginning
 * of a delimiter can stand at the end of a slice: at the last CR.
 *
 * <p>Content that consists of the boundary's own characters makes the steps of that method short. Where it falls behind
 * its pace by two delimiters, the next CR is looked for instead, past each byte once. To do so after a few short
 * steps already would cost more than it saves where beginnings of the delimiter follow one another.
 *
 * <p>Immutable; any thread. Not final, and reads through {@link #at}, so that a test can count the bytes looked at.
 */
class DelimiterSearch {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = LOW_BITS << 7;
    private static final long CARRIAGE_RETURNS = LOW_BITS * '\r';

    private final byte[] delimiter;
    /** How far the window may move, by the byte under its last position. */
    private final int[] shift = new int[256];
    /** Bytes that each step has to make on average; content that is made of the boundary does not let it. */
    private final int pace;

    /**
     * @param delimiter at least 2 bytes; the first is CR and no other is
     * @throws IllegalArgumentException when it is not so
     */
    DelimiterSearch(byte[] delimiter) {
        if (delimiter.length < 2 || lastCarriageReturn(delimiter) != 0) {
            throw new IllegalArgumentException("a delimiter begins with its only CR");
        }
        this.delimiter = delimiter.clone();
        this.pace = (3 * delimiter.length + 7) / 8;
        Arrays.fill(shift, delimiter.length);
        for (int i = 0; i < delimiter.length - 1; i++) {
            shift[delimiter[i] & 0xff] = delimiter.length - 1 - i;
        }
    }

    private static int lastCarriageReturn(byte[] delimiter) {
        int i = delimiter.length - 1;
        while (i >= 0 && delimiter[i] != '\r') {
            i--;
        }
        return i;
    }

    /** Length of the delimiter in bytes. */
    int length() {
        return delimiter.length;
    }

    /** Index of the first whole delimiter in {@code [from, to)}, or -1. */
    int find(byte[] buf, int from, int to) {
        int last = delimiter.length - 1;
        int end = from + last;
        int behind = 0;
        while (end < to) {
            byte b = at(buf, end);
            if (b == delimiter[last] && matched(buf, end - last, end) == last) {
                return end - last;
            }
            int step = shift[b & 0xff];
            end += step;
            behind = Math.max(0, behind + pace - step);
            if (behind > 2 * delimiter.length) {
                end = carriageReturn(buf, end - last, to) + last;
                behind = 0;
            }
        }
        return -1;
    }

    /** Index of the first CR from there on, or {@code to}; eight bytes at a time. */
    private static int carriageReturn(byte[] buf, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to) {
            long different = (long) EIGHT_BYTES.get(buf, at) ^ CARRIAGE_RETURNS;
            long zeros = different - LOW_BITS & ~different & HIGH_BITS;
            if (zeros != 0) {
                return at + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
            }
            at += Long.BYTES;
        }
        while (at < to && buf[at] != '\r') {
            at++;
        }
        return at;
    }

    /**
     * Where a delimiter may begin that {@code to} cuts: the smallest index whose rest of the slice is a beginning of
     * the delimiter, or {@code to} when there is none.
     */
    int findPartial(byte[] buf, int from, int to) {
        int earliest = Math.max(from, to - delimiter.length + 1);
        for (int i = to - 1; i >= earliest; i--) {
            if (at(buf, i) == '\r') {
                return matched(buf, i, to) == to - i ? i : to;
            }
        }
        return to;
    }

    /**
     * Goes on with a delimiter whose first bytes came earlier.
     *
     * @param matched how many bytes of the delimiter came before {@code from}
     * @return how many have come now; less than the slice could give when the byte behind them is a wrong one
     */
    int resume(int matched, byte[] buf, int from, int to) {
        int now = matched;
        for (int i = from; i < to && now < delimiter.length && at(buf, i) == delimiter[now]; i++) {
            now++;
        }
        return now;
    }

    private int matched(byte[] buf, int from, int to) {
        return resume(0, buf, from, to);
    }

    /** The byte at an index; a seam for tests that count. */
    byte at(byte[] buf, int index) {
        return buf[index];
    }
}
