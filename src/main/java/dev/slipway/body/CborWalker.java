package dev.slipway.body;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a CBOR object (RFC 8949): a map, or the record of cbor-x that tag 57343 defines. It is collected with
 * an indefinite length, so that it can be closed and read at the place of the payload; a record is closed with nulls
 * for the values behind. One thread at a time.
 */
final class CborWalker implements ObjectWalker {
    private enum Place { ROOT, RECORD, RECORD_NUMBER, RECORD_KEYS, RECORD_KEY, KEY, VALUE, PAYLOAD, BEHIND }

    private static final long SELF_DESCRIBED = 55799;
    private static final long RECORD_DEFINITION = 57343;
    private static final byte INDEFINITE_MAP = (byte) 0xbf;
    private static final byte INDEFINITE_LIST = (byte) 0x9f;
    private static final byte BREAK = (byte) 0xff;
    private static final byte NULL = (byte) 0xf6;
    private static final long INDEFINITE = -1;

    private final CollectedObject object;
    private final CborPayload payload;
    private final CborHead head = new CborHead();
    private final CborItem item = new CborItem();
    private final ShortName name = new ShortName();
    private @Nullable CborRecordKeys record;
    private Place place = Place.ROOT;
    private boolean described;
    /** Pairs of the map, or items of the record's list, that are missing. */
    private long missing;
    /** Whether {@link #item} has begun. */
    private boolean inItem;
    /** Whether the item is complete with the content of the present string. */
    private boolean itemWhole;
    /** Bytes that are missing of the present string. */
    private long content;

    CborWalker(CollectedObject object) {
        this.object = object;
        this.payload = new CborPayload(object);
    }

    @Override
    public void write(byte[] buf, int off, int len) {
        try {
            walk(buf, off, off + len);
        } finally {
            payload.flush(); // what is right before a fault as well
        }
    }

    private void walk(byte[] buf, int off, int end) {
        int at = off;
        while (at < end) {
            if (place == Place.PAYLOAD && inItem && content == 0 && !head.isOpen()) {
                at = payload.smallChunks(buf, at, end);
                if (at == end) {
                    return;
                }
            }
            if (place == Place.BEHIND) {
                throw InvalidBody.object("has something behind it");
            }
            if (content > 0) {
                int some = (int) Math.min(content, end - at);
                content(buf, at, some);
                at += some;
            } else if (head.take(buf[at++])) {
                head();
            }
        }
    }

    @Override
    public boolean ended() {
        return place == Place.BEHIND;
    }

    private void content(byte[] buf, int off, int len) {
        if (place == Place.PAYLOAD) {
            payload.content(buf, off, len);
        } else {
            object.add(buf, off, len);
        }
        if (place == Place.KEY || place == Place.RECORD_KEY) {
            for (int i = off; i < off + len; i++) {
                name.add(buf[i] & 0xff);
            }
        }
        content -= len;
        if (content == 0 && itemWhole) {
            itemEnded();
        }
    }

    private void head() {
        if (inItem) {
            follow();
            return;
        }
        switch (place) {
            case ROOT -> root();
            case RECORD -> record();
            case RECORD_KEYS -> recordKeys();
            case RECORD_KEY, KEY -> key();
            case VALUE, RECORD_NUMBER -> value();
            case PAYLOAD -> payload();
            case BEHIND -> throw new IllegalStateException("behind the object");
        }
    }

    private void root() {
        if (head.major() == CborHead.TAG && head.argument() == SELF_DESCRIBED && !described) {
            described = true;
        } else if (head.major() == CborHead.TAG && head.argument() == RECORD_DEFINITION) {
            head.addTo(object);
            place = Place.RECORD;
        } else if (head.major() == CborHead.MAP) {
            object.add(INDEFINITE_MAP);
            expectItems(Place.KEY);
        } else {
            throw InvalidBody.object("must be an object");
        }
    }

    private void record() {
        if (head.major() != CborHead.ARRAY) {
            throw badRecord();
        }
        object.add(INDEFINITE_LIST);
        expectItems(Place.RECORD_NUMBER);
    }

    private void expectItems(Place first) {
        boolean indefinite = head.isIndefinite();
        if (!indefinite) {
            object.expect(head.argument());
        }
        missing = indefinite ? INDEFINITE : head.argument();
        if (missing == 0) {
            endRoot();
        } else {
            place = first;
        }
    }

    private void recordKeys() {
        if (head.major() != CborHead.ARRAY) {
            throw badRecord();
        }
        head.addTo(object);
        if (!head.isIndefinite()) {
            object.expect(head.argument());
        }
        record = new CborRecordKeys();
        if (record.begin(head)) {
            place = Place.RECORD_KEY;
        } else {
            rootItemEnded();
        }
    }

    private void key() {
        boolean indefinite = record == null ? missing == INDEFINITE : record.isIndefinite();
        if (head.isBreak() && indefinite) {
            endKeys();
        } else if (head.major() == CborHead.TEXT) {
            name.begin();
            begin();
        } else {
            throw InvalidBody.object("has a key that is not text");
        }
    }

    private void endKeys() {
        if (record == null) {
            endRoot();
        } else {
            object.add(BREAK);
            rootItemEnded();
        }
    }

    private void value() {
        if (head.isBreak() && record != null && missing == INDEFINITE) {
            endRoot();
        } else {
            begin();
        }
    }

    private void payload() {
        if (payload.takeTag(head)) {
            return;
        }
        if (payload.begin(head)) {
            object.beginPayload(closing());
            begin();
        } else {
            itemEnded();
        }
    }

    private byte[] closing() {
        int behind = record == null ? 0 : record.behind();
        byte[] closing = new byte[1 + behind + 1];
        Arrays.fill(closing, NULL);
        closing[closing.length - 1] = BREAK;
        return closing;
    }

    private void begin() {
        item.begin();
        inItem = true;
        follow();
    }

    private void follow() {
        boolean sized = !head.isIndefinite() && head.major() >= CborHead.BYTES && head.major() <= CborHead.MAP;
        if (place != Place.PAYLOAD) {
            if (sized) {
                object.expect(head.argument());
            }
            head.addTo(object);
        } else if (sized && head.argument() < 0) {
            throw InvalidBody.payload("has a length of 2^63 bytes or more");
        }
        itemWhole = item.take(head);
        content = head.isString() ? head.argument() : 0;
        if (content == 0 && itemWhole) {
            itemEnded();
        }
    }

    private void itemEnded() {
        inItem = false;
        switch (place) {
            case KEY -> place = isPayload() ? Place.PAYLOAD : Place.VALUE;
            case RECORD_KEY -> recordKeyEnded();
            case PAYLOAD -> {
                payload.end();
                object.add(NULL);
                rootItemEnded();
            }
            default -> rootItemEnded();
        }
    }

    private boolean isPayload() {
        boolean found = name.is("payload");
        if (found) {
            object.findPayload();
        }
        return found;
    }

    private void recordKeyEnded() {
        if (record != null && !record.add(isPayload())) {
            rootItemEnded();
        }
    }

    /** A pair of the map was read, or an item of the record's list. */
    private void rootItemEnded() {
        if (missing != INDEFINITE && --missing == 0) {
            endRoot();
        } else if (record != null) {
            place = record.nextIsPayload() ? Place.PAYLOAD : Place.VALUE;
        } else {
            place = place == Place.RECORD_NUMBER ? Place.RECORD_KEYS : Place.KEY;
        }
    }

    private void endRoot() {
        object.add(BREAK);
        place = Place.BEHIND;
    }

    private static RuntimeException badRecord() {
        return InvalidBody.object("defines a record wrongly");
    }
}
