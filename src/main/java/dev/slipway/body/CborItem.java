package dev.slipway.body;

import dev.slipway.codec.ObjectReader;

/**
 * Follows one CBOR item from head to head until it is complete, whatever is nested in it. Counters instead of calls for
 * the depth; lengths are only counted down. One thread at a time.
 */
final class CborItem {
    private static final long INDEFINITE = -1;
    /** The root is one level of its own; the chunks of a string are one that does not count as depth. */
    private static final int LEVELS = ObjectReader.MAX_DEPTH;

    /** Items that are missing on each level that is open. */
    private final long[] missing = new long[LEVELS];
    /** The major type of each level that is open. */
    private final int[] majors = new int[LEVELS];
    private int level;
    private boolean tagged;

    /** Another item begins. */
    void begin() {
        level = 0;
        tagged = false;
    }

    /**
     * Takes the next head; the caller passes over the content of strings.
     *
     * @return whether the item is complete with it, and with the content of its string
     */
    boolean take(CborHead head) {
        if (head.isBreak()) {
            return endIndefinite();
        }
        if (level > 0 && isString(majors[level - 1])) {
            if (head.major() != majors[level - 1] || head.isIndefinite()) {
                throw notValid();
            }
            return false;
        }
        if (head.major() == CborHead.TAG) {
            tagged = true;
            return false;
        }
        tagged = false;
        if (head.isIndefinite()) {
            return open(head.major(), INDEFINITE);
        }
        return switch (head.major()) {
            case CborHead.ARRAY -> head.argument() == 0 ? itemEnded() : open(CborHead.ARRAY, head.argument());
            case CborHead.MAP -> head.argument() == 0 ? itemEnded() : open(CborHead.MAP, 2 * head.argument());
            default -> itemEnded();
        };
    }

    private static boolean isString(int major) {
        return major == CborHead.BYTES || major == CborHead.TEXT;
    }

    private boolean open(int major, long items) {
        if (level == LEVELS || level == LEVELS - 1 && !isString(major)) {
            throw InvalidBody.object("is nested deeper than " + ObjectReader.MAX_DEPTH + " levels");
        }
        majors[level] = major;
        missing[level++] = items;
        return false;
    }

    private boolean endIndefinite() {
        if (tagged || level == 0 || missing[level - 1] != INDEFINITE) {
            throw notValid();
        }
        level--;
        return itemEnded();
    }

    private boolean itemEnded() {
        while (level > 0) {
            if (missing[level - 1] == INDEFINITE || --missing[level - 1] > 0) {
                return false;
            }
            level--;
        }
        return true;
    }

    private static RuntimeException notValid() {
        return InvalidBody.object("is not valid CBOR");
    }
}
