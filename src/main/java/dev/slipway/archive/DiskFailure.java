package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.DiskFull;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells a client about a write that failed: no room, or a disk that does not do what it is told. */
final class DiskFailure {
    /** With less than this left, a failed write is put down to a full disk whatever its message says. */
    private static final long FULL_BELOW_BYTES = 1 << 20;

    private DiskFailure() {}

    /**
     * The exception to throw.
     *
     * @param e what the file system threw
     * @param what was being done, without a path of the server
     * @param directory on the disk in question
     * @throws ClosedByInterruptException when the thread was interrupted, which is no failure of the disk
     */
    static DeployException of(IOException e, String what, Path directory) throws ClosedByInterruptException {
        if (e instanceof ClosedByInterruptException interrupted) {
            throw interrupted;
        }
        if (DiskFull.phrase(e).isPresent() || isFull(directory)) {
            return new DeployException(Problem.NO_SPACE, "no room left to " + what, e);
        }
        return new DeployException(Problem.STORAGE_FAILED, "failed to " + what, e);
    }

    private static boolean isFull(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace() < FULL_BELOW_BYTES;
        } catch (IOException e) {
            return false;
        }
    }
}
