package dev.slipway.release;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.DiskFull;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/**
 * Failures of the disk turned into the failures that clients are told about. Java passes on only the text of the
 * system's error, and that text usually stands beside an absolute path: therefore nothing of the exception's message is
 * shown but the phrases known here.
 */
public final class StorageFailure {
    private static final List<String> KNOWN = List.of("Input/output error", "Too many open files",
            "Read-only file system", "Permission denied", "Operation not permitted", "Invalid cross-device link",
            "File name too long", "Too many links", "Stale file handle", "Not a directory", "Is a directory");

    private StorageFailure() {}

    /**
     * The failure for a client. Any thread.
     *
     * @param cause what the disk said
     * @param what what was being done, as in "writing the archive"; shown to the client, so without paths
     * @return {@link Problem#NO_SPACE} when the disk or a quota is full, else {@link Problem#STORAGE_FAILED}
     */
    public static DeployException of(IOException cause, String what) {
        if (cause instanceof ForeignLinkException) {
            return new DeployException(Problem.STORAGE_FAILED, what + ": " + cause.getMessage(), cause);
        }
        Optional<String> full = DiskFull.phrase(cause);
        if (full.isPresent()) {
            return new DeployException(Problem.NO_SPACE, what + ": " + full.get(), cause);
        }
        String reason = DiskFull.phrase(cause, KNOWN).or(() -> byType(cause)).map(text -> ": " + text).orElse(" failed");
        return new DeployException(Problem.STORAGE_FAILED, what + reason, cause);
    }

    /** Whether the failure is that of a full disk or a used-up quota. */
    static boolean isNoSpace(IOException failure) {
        return DiskFull.phrase(failure).isPresent();
    }

    private static Optional<String> byType(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return Optional.of("a file or directory is gone");
        } else if (failure instanceof FileAlreadyExistsException) {
            return Optional.of("a file or directory is already there");
        } else if (failure instanceof AccessDeniedException) {
            return Optional.of("Permission denied");
        } else if (failure instanceof DirectoryNotEmptyException) {
            return Optional.of("a directory is not empty");
        }
        return Optional.empty();
    }
}
