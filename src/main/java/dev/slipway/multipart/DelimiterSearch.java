package dev.slipway.multipart;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds a multipart delimiter (CR LF {@code --} boundary, RFC 2046 §5.1.1) in slices of bytes.
 *
 * <p>A delimiter begins with CR and holds no second one, since a boundary has no line breaks. So of several CR that are
 * nearer to each other than the delimiter is long, only the last can begin one. The search goes through the slice in
 * blocks that are not longer than the delimiter, looks for CR in eight bytes at a time, and compares at the last CR of
 * a block alone. It looks at no more than three bytes for each byte of input, five where the delimiter is shorter than
 * 32 bytes, whatever the content and the boundary, and takes hardly longer for the worst content than for any other;
 * methods that skip by what a window ends with (Horspool) are somewhat faster for random bytes, and thirty times slower
 * for content that was made against them.
 *
 * <p>At most one beginning of a delimiter can stand at the end of a slice: at the last CR.
 *
 * <p>Immutable; any thread. Not final, and reads through {@link #at} and {@link #eight}, so that a test can count the
 * bytes looked at.
 */
class DelimiterSearch {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int WORD = Long.BYTES;
    private static final int BLOCK = 4 * WORD;
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long ALL_BUT_HIGH_BITS = LOW_BITS * 0x7f;
    private static final long CARRIAGE_RETURNS = LOW_BITS * '\r';
    /** Brings the lowest bits of eight bytes together in the highest byte, by multiplication. */
    private static final long GATHER = 0x0102040810204080L;

    private final byte[] delimiter;
    /** The delimiter in words, the last one first: beginnings of a delimiter differ there. */
    private final long[] words;
    private final int[] offsets;

    /**
     * @param delimiter at least 2 bytes; the first is CR and no other is
     * @throws IllegalArgumentException when it is not so
     */
    DelimiterSearch(byte[] delimiter) {
        if (delimiter.length < 2 || lastCarriageReturn(delimiter) != 0) {
            throw new IllegalArgumentException("a delimiter begins with its only CR");
        }
        this.delimiter = delimiter.clone();
        int count = delimiter.length < WORD ? 0 : (delimiter.length + WORD - 1) / WORD;
        this.words = new long[count];
        this.offsets = new int[count];
        for (int i = 0; i < count; i++) {
            offsets[i] = i == 0 ? delimiter.length - WORD : (i - 1) * WORD;
            words[i] = (long) EIGHT_BYTES.get(delimiter, offsets[i]);
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
        return delimiter.length < BLOCK ? byWords(buf, from, to) : byBlocks(buf, from, to);
    }

    private int byBlocks(byte[] buf, int from, int to) {
        int last = to - delimiter.length;
        int at = from;
        while (at + BLOCK <= to) {
            long first = carriageReturns(buf, at);
            long second = carriageReturns(buf, at + WORD);
            long third = carriageReturns(buf, at + 2 * WORD);
            long fourth = carriageReturns(buf, at + 3 * WORD);
            if ((first | second | third | fourth) != 0) {
                int found = gathered(first) | gathered(second) << 8 | gathered(third) << 16 | gathered(fourth) << 24;
                int candidate = at + BLOCK - 1 - Integer.numberOfLeadingZeros(found);
                if (candidate > last) {
                    return -1;
                } else if (begins(buf, candidate)) {
                    return candidate;
                }
            }
            at += BLOCK;
        }
        return byWords(buf, at, to);
    }

    private int byWords(byte[] buf, int from, int to) {
        int last = to - delimiter.length;
        int at = from;
        while (at + WORD <= to) {
            long found = carriageReturns(buf, at);
            if (delimiter.length >= WORD) {
                found = Long.highestOneBit(found);
            }
            while (found != 0) {
                int candidate = at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
                if (candidate > last) {
                    return -1;
                } else if (begins(buf, candidate)) {
                    return candidate;
                }
                found &= found - 1;
            }
            at += WORD;
        }
        while (at <= last) {
            if (at(buf, at) == '\r' && begins(buf, at)) {
                return at;
            }
            at++;
        }
        return -1;
    }

    /** The highest bit of each byte of the eight that is CR, and no other. */
    private long carriageReturns(byte[] buf, int at) {
        long different = eight(buf, at) ^ CARRIAGE_RETURNS;
        return ~((different & ALL_BUT_HIGH_BITS) + ALL_BUT_HIGH_BITS | different | ALL_BUT_HIGH_BITS);
    }

    /** A bit for each byte. */
    private static int gathered(long highBits) {
        return (int) ((highBits >>> 7) * GATHER >>> 56);
    }

    /** Whether the delimiter is there, with all its bytes. */
    private boolean begins(byte[] buf, int candidate) {
        if (words.length == 0) {
            return resume(0, buf, candidate, candidate + delimiter.length) == delimiter.length;
        }
        for (int i = 0; i < words.length; i++) {
            if (eight(buf, candidate + offsets[i]) != words[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Where a delimiter may begin that {@code to} cuts: the smallest index whose rest of the slice is a beginning of
     * the delimiter, or {@code to} when there is none.
     */
    int findPartial(byte[] buf, int from, int to) {
        int earliest = Math.max(from, to - delimiter.length + 1);
        for (int i = to - 1; i >= earliest; i--) {
            if (at(buf, i) == '\r') {
                return resume(0, buf, i, to) == to - i ? i : to;
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

    /** The byte at an index; a seam for tests that count. */
    byte at(byte[] buf, int index) {
        return buf[index];
    }

    /** The eight bytes from an index on, the first one lowest; a seam as {@link #at}. */
    long eight(byte[] buf, int index) {
        return (long) EIGHT_BYTES.get(buf, index);
    }
}
