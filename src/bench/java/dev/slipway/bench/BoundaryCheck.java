package dev.slipway.bench;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/**
 * Whether the parsers find what is there, outside of any measurement: number of parts, length and sha-256 of the
 * content. Each body comes in the reads that are measured, and a shorter one in reads of a few bytes. Prints a line
 * {@code parser content verdict} for each pair; the verdict is {@code right}, or what is wrong.
 */
public final class BoundaryCheck {
    private static final int MOST_BYTES_OF_A_SHORT_READ = 150;

    private BoundaryCheck() {}

    /** Looks at all pairs. */
    public static void main(String[] arguments) throws NoSuchAlgorithmException, IOException {
        for (PartContent content : PartContent.values()) {
            for (BoundaryParser parser : BoundaryParser.values()) {
                System.out.println(parser + " " + content + " " + verdict(parser, content));
            }
        }
    }

    private static String verdict(BoundaryParser parser, PartContent content)
            throws NoSuchAlgorithmException, IOException {
        if (parser == BoundaryParser.NONE) {
            return "right";
        }
        String verdict = verdict(parser, content.body(Volume.MEGABYTES), content.content(Volume.MEGABYTES));
        if (!verdict.equals("right")) {
            return verdict;
        }
        verdict = verdict(parser, new ShortReads(content.body(1)), content.content(1));
        return verdict.equals("right") ? verdict : verdict + ", in reads of a few bytes";
    }

    private static String verdict(BoundaryParser parser, InputStream body, InputStream content)
            throws NoSuchAlgorithmException, IOException {
        HashedParts found = new HashedParts();
        try {
            parser.parse(body, found);
        } catch (IOException | RuntimeException e) {
            return "fails: " + e;
        }
        HashedParts right = new HashedParts();
        BoundaryParser.NONE.parse(content, right);
        if (found.parts != 1) {
            return "splits wrongly: " + found.parts + " parts instead of one";
        }
        if (found.bytes != right.bytes) {
            return "splits wrongly: " + found.bytes + " bytes instead of " + right.bytes;
        }
        return found.hash().equals(right.hash()) ? "right" : "gives other bytes";
    }

    /** A stream that gives less than it is asked for. */
    private static final class ShortReads extends FilterInputStream {
        private final Random random = new Random(12);

        ShortReads(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return in.read(into, offset, Math.min(length, 1 + random.nextInt(MOST_BYTES_OF_A_SHORT_READ)));
        }
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
