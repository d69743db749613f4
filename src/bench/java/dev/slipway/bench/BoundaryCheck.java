package dev.slipway.bench;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Whether the parsers find what is there, outside of any measurement: number of parts, length and sha-256 of the
 * content. Prints a line {@code parser content verdict} for each pair; the verdict is {@code right}, or what is wrong.
 */
public final class BoundaryCheck {
    private BoundaryCheck() {}

    /** Looks at all pairs. */
    public static void main(String[] arguments) throws NoSuchAlgorithmException {
        for (PartContent content : PartContent.values()) {
            HashedParts expected = new HashedParts();
            expected.begin();
            byte[] buffer = new byte[Volume.READ_BYTES];
            RepeatedBytes whole = content.content();
            for (int n = whole.read(buffer, 0, buffer.length); n > 0; n = whole.read(buffer, 0, buffer.length)) {
                expected.content(buffer, 0, n);
            }
            String right = expected.hash();
            for (BoundaryParser parser : BoundaryParser.values()) {
                System.out.println(parser + " " + content + " " + verdict(parser, content, right));
            }
        }
    }

    private static String verdict(BoundaryParser parser, PartContent content, String right)
            throws NoSuchAlgorithmException {
        HashedParts found = new HashedParts();
        try {
            parser.parse(content.body(), found);
        } catch (Exception e) {
            return "fails: " + e;
        }
        if (parser == BoundaryParser.NONE) {
            return "right";
        }
        if (found.parts != 1) {
            return "splits wrongly: " + found.parts + " parts instead of one";
        }
        if (found.bytes != Volume.BYTES) {
            return "splits wrongly: " + found.bytes + " bytes instead of " + Volume.BYTES;
        }
        return found.hash().equals(right) ? "right" : "gives other bytes";
    }

    private static final class HashedParts implements Parts {
        private final MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        private int parts;
        private long bytes;

        HashedParts() throws NoSuchAlgorithmException {}

        String hash() {
            return HexFormat.of().formatHex(sha256.digest());
        }

        @Override
        public void begin() {
            parts++;
        }

        @Override
        public void content(byte[] buf, int off, int len) {
            bytes += len;
            sha256.update(buf, off, len);
        }

        @Override
        public void content(ByteBuffer buffer) {
            bytes += buffer.remaining();
            sha256.update(buffer.duplicate());
        }
    }
}
