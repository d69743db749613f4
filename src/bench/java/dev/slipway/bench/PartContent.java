package dev.slipway.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** What the one part of a multipart body consists of. */
public enum PartContent {
    /** Random bytes: what compressed archives look like. */
    RANDOM {
        @Override
        byte[] piece() {
            byte[] piece = new byte[PIECE_BYTES];
            new Random(7).nextBytes(piece);
            return piece;
        }
    },
    /** CR alone: each byte begins a delimiter. */
    CARRIAGE_RETURNS {
        @Override
        byte[] piece() {
            byte[] piece = new byte[PIECE_BYTES];
            Arrays.fill(piece, (byte) '\r');
            return piece;
        }
    },
    /** Beginnings of the delimiter, of every length but the whole, one after the other. */
    NEAR_BOUNDARIES {
        @Override
        byte[] piece() {
            Random random = new Random(8);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            while (out.size() < PIECE_BYTES) {
                out.write(DELIMITER, 0, 1 + random.nextInt(DELIMITER.length - 1));
            }
            return Arrays.copyOf(out.toByteArray(), PIECE_BYTES);
        }
    },
    /** Dashes, of which curl's boundaries consist for the most part. */
    DASHES {
        @Override
        byte[] piece() {
            byte[] piece = new byte[PIECE_BYTES];
            Arrays.fill(piece, (byte) '-');
            return piece;
        }
    },
    /** A CR and six times the delimiter's last character but one: short steps for searches that skip, and many CR. */
    CR_EVERY_SEVEN {
        @Override
        byte[] piece() {
            byte[] unit = new byte[7];
            Arrays.fill(unit, DELIMITER[DELIMITER.length - 2]);
            unit[0] = '\r';
            return repeated(unit);
        }
    },
    /** The delimiter with one wrong byte among its last ones, again and again: all comparisons go far. */
    ONE_WRONG {
        @Override
        byte[] piece() {
            byte[] unit = DELIMITER.clone();
            unit[unit.length - 9] = '!';
            return repeated(unit);
        }
    };

    /** As curl makes them. */
    static final String BOUNDARY = "------------------------d74496d66958873e";

    private static final byte[] DELIMITER = ascii("\r\n--" + BOUNDARY);
    private static final int PIECE_BYTES = 1_000_000;

    abstract byte[] piece();

    /** A whole body with one part of so many megabytes. */
    RepeatedBytes body(int megabytes) {
        byte[] head = ascii("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"payload\"; filename=\"a.tgz\"\r\n"
                + "Content-Type: application/gzip\r\n\r\n");
        return new RepeatedBytes(head, piece(), megabytes, ascii("\r\n--" + BOUNDARY + "--\r\n"));
    }

    /** What a parser is to find in the body. */
    RepeatedBytes content(int megabytes) {
        return new RepeatedBytes(new byte[0], piece(), megabytes, new byte[0]);
    }

    private static byte[] repeated(byte[] unit) {
        byte[] piece = new byte[PIECE_BYTES];
        for (int i = 0; i < PIECE_BYTES; i++) {
            piece[i] = unit[i % unit.length];
        }
        return piece;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
