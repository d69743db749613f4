package dev.slipway.body;

/**
 * A payload as Node's {@code JSON.stringify} writes a Buffer: {@code {"type":"Buffer","data":[…]}}, the keys in any
 * order. One thread at a time.
 */
final class JsonBuffer implements JsonPayload {
    private enum Place { KEY, NAME, COLON, VALUE, TYPE, DATA, BEHIND_VALUE, ENDED }

    private final JsonNumbers numbers;
    private final JsonName name = new JsonName();
    private Place place = Place.KEY;
    private boolean typeSeen;
    private boolean dataSeen;
    private boolean valueIsData;

    JsonBuffer(CollectedObject object) {
        this.numbers = new JsonNumbers(object);
    }

    @Override
    public int write(byte[] buf, int from, int end) {
        int at = from;
        while (at < end && place != Place.ENDED) {
            if (place != Place.DATA) {
                place = next(buf[at++]);
                continue;
            }
            at = numbers.write(buf, at, end);
            if (numbers.ended()) {
                place = Place.BEHIND_VALUE;
            }
        }
        return at;
    }

    @Override
    public boolean ended() {
        return place == Place.ENDED;
    }

    private Place next(byte b) {
        if (place == Place.NAME) {
            return name.take(b) ? key() : Place.NAME;
        }
        if (place == Place.TYPE) {
            return name.take(b) ? type() : Place.TYPE;
        }
        return JsonWalker.isSpace(b) ? place : token(b);
    }

    private Place token(byte b) {
        return switch (place) {
            case KEY -> {
                expect(b == '"');
                name.begin();
                yield Place.NAME;
            }
            case COLON -> {
                expect(b == ':');
                yield Place.VALUE;
            }
            case VALUE -> {
                expect(b == (valueIsData ? '[' : '"'));
                name.begin();
                yield valueIsData ? Place.DATA : Place.TYPE;
            }
            case BEHIND_VALUE -> {
                expect(b == ',' || b == '}' && typeSeen && dataSeen);
                yield b == ',' ? Place.KEY : Place.ENDED;
            }
            case NAME, TYPE, DATA, ENDED -> throw new IllegalStateException("not between tokens");
        };
    }

    private Place key() {
        valueIsData = name.is("data");
        expect(valueIsData ? !dataSeen : !typeSeen && name.is("type"));
        dataSeen |= valueIsData;
        typeSeen |= !valueIsData;
        return Place.COLON;
    }

    private Place type() {
        expect(name.is("Buffer"));
        return Place.BEHIND_VALUE;
    }

    private static void expect(boolean right) {
        if (!right) {
            throw InvalidBody.payload(FORMS);
        }
    }
}
