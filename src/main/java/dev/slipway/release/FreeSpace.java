package dev.slipway.release;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;

/**
 * Room on the home's disk: a deploy stops before the disk is full, so that others can go on. Checking is one system
 * call (some µs): do it every few MiB. Any thread.
 */
public final class FreeSpace {
    private static final long GIB = 1L << 30;
    private static final int DEFAULT_SHARE = 20;

    private final FileStore disk;
    private final long minFreeBytes;

    FreeSpace(FileStore disk, long minFreeBytes) {
        this.disk = disk;
        this.minFreeBytes = minFreeBytes;
    }

    /**
     * With the default of {@code min-free-bytes}: 1 GiB or a twentieth of the disk, whichever is more.
     *
     * @throws DeployException {@link Problem#STORAGE_FAILED} when the disk does not tell
     */
    public static FreeSpace of(HomeDirectory home) {
        try {
            FileStore disk = Files.getFileStore(home.path());
            return new FreeSpace(disk, Math.max(GIB, disk.getTotalSpace() / DEFAULT_SHARE));
        } catch (IOException e) {
            throw StorageFailure.of(e, "asking for the free space");
        }
    }

    /**
     * With {@code min-free-bytes} as it is set.
     *
     * @param minFreeBytes bytes that stay free; 0 for none
     * @throws DeployException {@link Problem#STORAGE_FAILED} when the disk does not tell
     */
    public static FreeSpace of(HomeDirectory home, long minFreeBytes) {
        if (minFreeBytes < 0) {
            throw new IllegalArgumentException("min-free-bytes below 0");
        }
        try {
            return new FreeSpace(Files.getFileStore(home.path()), minFreeBytes);
        } catch (IOException e) {
            throw StorageFailure.of(e, "asking for the free space");
        }
    }

    /** Bytes that stay free. */
    public long minFreeBytes() {
        return minFreeBytes;
    }

    /** Bytes that this process may still write, those that are to stay free included. */
    public long usableBytes() {
        try {
            return disk.getUsableSpace();
        } catch (IOException e) {
            throw StorageFailure.of(e, "asking for the free space");
        }
    }

    /**
     * Refuses when too little would stay free.
     *
     * @param expectedMore bytes that are going to be written; 0 when not known
     * @throws DeployException {@link Problem#NO_SPACE} naming the setting, what it asks for and what is there
     */
    public void check(long expectedMore) {
        long usable = usableBytes();
        if (usable - expectedMore < minFreeBytes) {
            String more = expectedMore > 0 ? " for " + expectedMore + " bytes more" : "";
            throw new DeployException(Problem.NO_SPACE, "only " + usable + " bytes are free" + more + " where "
                    + minFreeBytes + " must stay free; the setting is slipway.min-free-bytes");
        }
    }
}
