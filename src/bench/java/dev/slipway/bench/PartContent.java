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

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
