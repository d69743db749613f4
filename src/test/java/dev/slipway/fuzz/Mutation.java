package dev.slipway.fuzz;

import java.util.Arrays;
import java.util.Random;

/** One random change of some bytes: a bit, a byte, a piece taken out, doubled, moved or cut off. */
public final class Mutation {
    private static final int LONGEST_PIECE = 600;
    private static final byte[] TELLING = {0, '\r', '\n', '-', '"', '/', '.', '{', '}', (byte) 0x80, (byte) 0xff};

    private Mutation() {}

    /** Changed bytes; the given ones stay as they are. At least one byte must be given. */
    public static byte[] of(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(bytes.length - at, random.nextBoolean() ? 4 : LONGEST_PIECE));
        byte[] changed = bytes.clone();
        switch (random.nextInt(7)) {
            case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> changed[at] = (byte) random.nextInt(256);
            case 2 -> changed[at] = TELLING[random.nextInt(TELLING.length)];
            case 3 -> changed = spliced(bytes, at, at + length, new byte[0]);
            case 4 -> changed = spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
            case 5 -> changed = spliced(bytes, at, at + 1, new byte[] {TELLING[random.nextInt(TELLING.length)], 0});
            default -> changed = Arrays.copyOf(bytes, at);
        }
        return changed;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
        byte[] whole = new byte[bytes.length - (to - from) + between.length];
        System.arraycopy(bytes, 0, whole, 0, from);
        System.arraycopy(between, 0, whole, from, between.length);
        System.arraycopy(bytes, to, whole, from + between.length, bytes.length - to);
        return whole;
    }
}
