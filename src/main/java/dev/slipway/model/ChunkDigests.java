package dev.slipway.model;

import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 digest of each chunk of a payload, by which a node checks a part of it before it has the whole. All chunks
 * have {@value #CHUNK_BYTES} bytes but the last, which has the rest.
 *
 * @param size bytes of the payload, 0 to {@link #MAX_SIZE}
 * @param hex 64 hexadecimal digits in lower case for each chunk, in their order
 */
public record ChunkDigests(long size, String hex) {
    /** Bytes of a chunk. */
    public static final int CHUNK_BYTES = 8_388_608;
    /** Largest payload that has chunk digests: their text has 8 MiB then. */
    public static final long MAX_SIZE = 1L << 40;
    private static final int DIGITS = 64;
    private static final String PREFIX = CHUNK_BYTES + ":";
    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,14}");

    /** @throws IllegalArgumentException when the size is out of range or the digests are not those of so many chunks */
    public ChunkDigests {
        if (size < 0 || size > MAX_SIZE) {
            throw new IllegalArgumentException("chunk digests are for 0 to " + MAX_SIZE + " bytes, not " + size);
        }
        if (hex.length() != count(size) * DIGITS) {
            throw new IllegalArgumentException(size + " bytes have " + count(size) + " chunk digests of " + DIGITS
                    + " digits, these are " + hex.length() + " digits");
        }
        if (!hex.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
            throw new IllegalArgumentException("chunk digests are hexadecimal digits in lower case");
        }
    }

    /** How many chunks so many bytes have. */
    public static int count(long size) {
        return (int) ((size + CHUNK_BYTES - 1) / CHUNK_BYTES);
    }

    /**
     * Reads what {@link #text} writes.
     *
     * @throws IllegalArgumentException when it is not of that form, or of another chunk size
     */
    public static ChunkDigests parse(String text) {
        int colon = text.indexOf(':', PREFIX.length());
        if (!text.startsWith(PREFIX) || colon < 0 || !SIZE.matcher(text.substring(PREFIX.length(), colon)).matches()) {
            throw new IllegalArgumentException("chunk digests have the form " + PREFIX + "<bytes>:<hexadecimal digits>");
        }
        return new ChunkDigests(Long.parseLong(text.substring(PREFIX.length(), colon)), text.substring(colon + 1));
    }

    /** Compact text for a record: chunk size, size and digests; about 8 bytes for each MiB of the payload. */
    public String text() {
        return PREFIX + size + ":" + hex;
    }

    /** How many chunks there are. */
    public int count() {
        return count(size);
    }

    /** Where a chunk begins, in bytes. */
    public long offset(int chunk) {
        return (long) checked(chunk) * CHUNK_BYTES;
    }

    /** How many bytes a chunk has. */
    public int length(int chunk) {
        return (int) Math.min(CHUNK_BYTES, size - offset(chunk));
    }

    /** Whether this is the digest of that chunk. @param sha256 the 32 bytes that {@code MessageDigest} yields */
    public boolean matches(int chunk, byte[] sha256) {
        int at = checked(chunk) * DIGITS;
        return hex.regionMatches(at, HexFormat.of().formatHex(sha256), 0, DIGITS);
    }

    private int checked(int chunk) {
        if (chunk < 0 || chunk >= count()) {
            throw new IndexOutOfBoundsException("chunk " + chunk + " of " + count());
        }
        return chunk;
    }

    /** Short, for logs. */
    @Override
    public String toString() {
        return count() + " chunks of " + size + " bytes";
    }
}
