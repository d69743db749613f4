package dev.slipway.archive;

/**
 * What an entry takes in the archive that {@link Packager} writes, told without writing it: the figures that a receiver
 * holds against its limits.
 *
 * @param headers tar headers, one for extended records included
 * @param bytes of headers, content and padding
 */
record TarCost(int headers, long bytes) {
    /** The end of every archive: two blocks of zeros. */
    static final long END_BYTES = 2L * TarHeader.BLOCK;
    /** Archives are filled up to a multiple of it. */
    static final int RECORD_BYTES = 10_240;

    private static final int NAME_BYTES = 100;
    private static final long LARGEST_OCTAL = (1L << 33) - 1;

    /**
     * Of one entry.
     *
     * @param name as in the header, directories with a slash at the end
     * @param target of a link, empty for all else
     * @param size of a file's content, 0 for all else
     */
    static TarCost of(String name, String target, long size) {
        long extended = record("path", name) + record("linkpath", target)
                + (size > LARGEST_OCTAL ? recordBytes("size", Long.toString(size).length()) : 0);
        long member = TarHeader.BLOCK + padded(size);
        return extended == 0 ? new TarCost(1, member) : new TarCost(2, TarHeader.BLOCK + padded(extended) + member);
    }

    /** Size of an archive whose entries take so much. */
    static long archive(long entries) {
        return (entries + END_BYTES + RECORD_BYTES - 1) / RECORD_BYTES * RECORD_BYTES;
    }

    /** Long names and those that are not ASCII have a record. */
    private static int record(String key, String text) {
        int length = EntryPath.utf8Length(text, 0, text.length());
        return length >= NAME_BYTES || length > text.length() ? recordBytes(key, length) : 0;
    }

    /** Size of {@code "length key=value\n"}, where the length counts its own digits (POSIX pax). */
    private static int recordBytes(String key, int valueBytes) {
        int rest = key.length() + valueBytes + 3;
        int length = rest + 1;
        while (length != rest + Integer.toString(length).length()) {
            length = rest + Integer.toString(length).length();
        }
        return length;
    }

    private static long padded(long bytes) {
        return (bytes + TarHeader.BLOCK - 1) / TarHeader.BLOCK * TarHeader.BLOCK;
    }
}
