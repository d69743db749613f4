package dev.slipway.body;

/** The keys of a record of cbor-x, and which of its values is the payload. One thread at a time. */
final class CborRecordKeys {
    private static final long INDEFINITE = -1;

    private long missing;
    private int count;
    private int payload = -1;
    private int value;

    /** The list of the keys begins. @return whether it has any */
    boolean begin(CborHead list) {
        missing = list.isIndefinite() ? INDEFINITE : list.argument();
        return missing != 0;
    }

    boolean isIndefinite() {
        return missing == INDEFINITE;
    }

    /** A key was read. @return whether another follows, or the break of an indefinite list */
    boolean add(boolean isPayload) {
        if (isPayload) {
            payload = count;
        }
        count++;
        return missing == INDEFINITE || --missing > 0;
    }

    /** The next value begins. @return whether it is the payload */
    boolean nextIsPayload() {
        return value++ == payload;
    }

    /** Values that belong behind the one that {@link #nextIsPayload} was told last. */
    int behind() {
        return count - value;
    }
}
