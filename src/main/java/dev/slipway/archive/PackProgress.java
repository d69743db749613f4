package dev.slipway.archive;

/**
 * How far a packing is. Written by the packing thread alone, read by any; a reader sees each figure as it was a moment
 * ago.
 */
public final class PackProgress {
    private volatile long files;
    private volatile long directories;
    private volatile long links;
    private volatile long bytes;
    private volatile String current = "";

    /** Regular files begun so far. */
    public long files() {
        return files;
    }

    /** Directories so far, without the packed one. */
    public long directories() {
        return directories;
    }

    /** Symbolic links so far. */
    public long links() {
        return links;
    }

    /** Bytes of file content read so far. */
    public long bytes() {
        return bytes;
    }

    /** Path of the entry being packed, below the packed directory; empty at the start. */
    public String current() {
        return current;
    }

    void begin(PackedEntry entry) {
        current = entry.name();
        if (entry.isDirectory()) {
            directories = directories + 1;
        } else if (entry.isLink()) {
            links = links + 1;
        } else {
            files = files + 1;
        }
    }

    void addBytes(int count) {
        bytes = bytes + count;
    }
}
