package dev.slipway.archive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Tells bytes that deflate cannot make smaller: images, video and what is compressed already. In them each value comes about as
 * often as any other, and no string comes again. Looking costs a twentieth of trying. What it says depends on the bytes alone. For one
 * thread; 33 KiB.
 */
final class NoiseTest {
    /**
     * How much more often bytes meet their equals than in noise: what stays below has more than 7.8 bits of information in each
     * byte; compressed formats do, text and programs are far above.
     */
    private static final double UNEVEN = 1.1;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SPREAD = 0x9e3779b97f4a7c15L;
    private static final int SLOT_BITS = 13;
    /** One string in so many is looked at, chosen by its bytes, so that it is looked at again when it comes again. */
    private static final int SAMPLING = 8;
    /** Part of the strings that must have come before, for compressing to be worth the work. */
    private static final double REPEATED = 0.02;
    private static final int FEWEST_BYTES = 4 * 1024;

    private final int[] counts = new int[256];
    private final int[] seen = new int[1 << SLOT_BITS];
    private int looked;

    /** Begins with other bytes. @param from where they begin */
    void begin(int from) {
        Arrays.fill(seen, -1);
        looked = from;
    }

    /**
     * Whether a stretch is as good as incompressible.
     *
     * @param bytes with the stretch, and what is before it; the same as long as none {@linkplain #begin began}
     * @param from where the stretch begins; after the one asked for last
     * @param to where it ends
     * @param distance how far back deflate can refer
     */
    boolean isNoise(byte[] bytes, int from, int to, int distance) {
        if (to - from < FEWEST_BYTES || !isEven(bytes, from, to)) {
            return false;
        }
        repeated(bytes, Math.max(looked, from - distance), from, distance);
        int again = repeated(bytes, from, to, distance);
        looked = to;
        return again * SAMPLING < REPEATED * (to - from);
    }

    private boolean isEven(byte[] bytes, int from, int to) {
        Arrays.fill(counts, 0);
        for (int i = from; i < to; i++) {
            counts[bytes[i] & 0xff]++;
        }
        double squares = 0;
        for (int one : counts) {
            squares += (double) one * one;
        }
        int count = to - from;
        double noise = (double) count * count / counts.length + count;
        return squares < UNEVEN * noise;
    }

    /** How many of the strings of eight bytes that are looked at came before. */
    private int repeated(byte[] bytes, int from, int to, int distance) {
        int again = 0;
        for (int i = from; i <= to - Long.BYTES; i++) {
            long string = (long) LONGS.get(bytes, i);
            long hash = string * SPREAD;
            if ((hash >>> 32 & SAMPLING - 1) == 0) {
                int slot = (int) (hash >>> Long.SIZE - SLOT_BITS);
                int before = seen[slot];
                if (before >= 0 && i - before <= distance && (long) LONGS.get(bytes, before) == string) {
                    again++;
                }
                seen[slot] = i;
            }
        }
        return again;
    }
}
