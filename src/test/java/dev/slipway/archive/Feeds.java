package dev.slipway.archive;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/** Ways in which the same bytes can arrive. */
enum Feeds {
    WHOLE, BYTE_BY_BYTE, RANDOM;

    InputStream of(byte[] bytes) {
        Random random = new Random(bytes.length);
        return switch (this) {
            case WHOLE -> new ByteArrayInputStream(bytes);
            case BYTE_BY_BYTE -> atMost(bytes, asked -> 1);
            case RANDOM -> atMost(bytes, asked -> 1 + random.nextInt(Math.min(asked, 3000)));
        };
    }

    private static InputStream atMost(byte[] bytes, IntUnaryOperator given) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                return super.read(b, off, len == 0 ? 0 : given.applyAsInt(len));
            }

            @Override
            public int available() {
                return 0;
            }
        };
    }
}
