package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The fields of one header block that decide where the next one is and what the member is called (POSIX ustar, and the
 * old GNU and V7 forms). Stricter than tar readers usually are: a field that they read differently is refused.
 */
final class TarHeader {
    static final int BLOCK = 512;
    private static final int NAME_BYTES = 100;
    private static final int SIZE_OFFSET = 124;
    private static final int SIZE_BYTES = 12;
    private static final int SUM_OFFSET = 148;
    private static final int SUM_BYTES = 8;
    private static final int TYPE_OFFSET = 156;
    private static final int LINK_OFFSET = 157;
    private static final int MAGIC_OFFSET = 257;
    private static final int PREFIX_OFFSET = 345;
    private static final int PREFIX_BYTES = 155;
    private static final byte[] USTAR = "ustar\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte BASE_256 = (byte) 0x80;

    private final byte type;
    private final byte[] name;
    private final byte[] link;
    private final long size;

    /**
     * @param block a block whose checksum is right
     * @throws DeployException ARCHIVE_REFUSED when the size is not a number
     */
    TarHeader(byte[] block) {
        type = block[TYPE_OFFSET];
        name = name(block);
        link = text(block, LINK_OFFSET, NAME_BYTES);
        size = size(block);
    }

    byte type() {
        return type;
    }

    /** The name, with the prefix of ustar before it. */
    byte[] name() {
        return name;
    }

    byte[] link() {
        return link;
    }

    long size() {
        return size;
    }

    /** The name for messages. */
    String shown() {
        return Utf8.shown(name, 0, name.length);
    }

    /** Whether the header describes the member after it, or all that follow. */
    boolean isMetadata() {
        return type == 'x' || type == 'g' || type == 'L' || type == 'K';
    }

    /** Whether the checksum is that of the block, with bytes taken as unsigned or, as some old tools did, as signed. */
    static boolean hasRightChecksum(byte[] block) {
        int start = SUM_OFFSET;
        int end = SUM_OFFSET + SUM_BYTES;
        while (start < end && isBlank(block[start])) {
            start++;
        }
        while (end > start && isBlank(block[end - 1])) {
            end--;
        }
        long sum = start == end ? -1 : octal(block, start, end);
        return sum >= 0 && (sum == sum(block, 0xff) || sum == sum(block, -1));
    }

    private static long sum(byte[] block, int mask) {
        long sum = (long) ' ' * SUM_BYTES;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= SUM_OFFSET && i < SUM_OFFSET + SUM_BYTES ? 0 : block[i] & mask;
        }
        return sum;
    }

    private static byte[] name(byte[] block) {
        byte[] name = text(block, 0, NAME_BYTES);
        boolean ustar = Arrays.equals(block, MAGIC_OFFSET, MAGIC_OFFSET + USTAR.length, USTAR, 0, USTAR.length);
        byte[] prefix = ustar ? text(block, PREFIX_OFFSET, PREFIX_BYTES) : new byte[0];
        if (prefix.length == 0) {
            return name;
        }
        byte[] whole = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        whole[prefix.length] = '/';
        System.arraycopy(name, 0, whole, prefix.length + 1, name.length);
        return whole;
    }

    private static byte[] text(byte[] block, int offset, int length) {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(block, offset, end);
    }

    private long size(byte[] block) {
        long parsed = block[SIZE_OFFSET] == BASE_256 ? base256(block) : octalField(block);
        if (parsed < 0) {
            throw DeployException.refusedEntry(shown(), "the size in its header is not a number that can be true");
        }
        return parsed;
    }

    private static long base256(byte[] block) {
        long value = 0;
        for (int i = SIZE_OFFSET + 1; i < SIZE_OFFSET + SIZE_BYTES; i++) {
            if (value > Long.MAX_VALUE >> 8) {
                return -1;
            }
            value = value << 8 | block[i] & 0xff;
        }
        return value;
    }

    /** Spaces, octal digits, then spaces or NULs; nothing but those is 0. */
    private static long octalField(byte[] block) {
        int start = SIZE_OFFSET;
        int end = SIZE_OFFSET + SIZE_BYTES;
        while (start < end && block[start] == ' ') {
            start++;
        }
        while (end > start && isBlank(block[end - 1])) {
            end--;
        }
        return octal(block, start, end);
    }

    private static long octal(byte[] block, int start, int end) {
        long value = 0;
        for (int i = start; i < end; i++) {
            if (block[i] < '0' || block[i] > '7') {
                return -1;
            }
            value = value << 3 | block[i] - '0';
        }
        return value;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == 0;
    }
}
