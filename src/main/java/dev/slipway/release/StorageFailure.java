package dev.slipway.release;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Failures of the disk turned into the failures that clients are told about. Java passes on only the text of the
 * system's error, and that text usually stands beside an absolute path: therefore nothing of the exception's message is
 * shown but the phrases known here.
 */
public final class StorageFailure {
    private static final List<String> FULL =
            List.of("No space left on device", "Disk quota exceeded", "There is not enough space on the disk");
    private static final List<String> KNOWN = List.of("Input/output error", "Too many open files",
            "Read-only file system", "Permission denied", "Operation not permitted", "Invalid cross-device link",
            "File name too long", "Too many links", "Stale file handle", "Not a directory", "Is a directory");
    private static final int MAX_CAUSES = 16;

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
        Optional<String> full = phrase(cause, FULL);
        if (full.isPresent()) {
            return new DeployException(Problem.NO_SPACE, what + ": " + full.get(), cause);
        }
        String reason = phrase(cause, KNOWN).or(() -> byType(cause)).map(text -> ": " + text).orElse(" failed");
        return new DeployException(Problem.STORAGE_FAILED, what + reason, cause);
    }

    /** Whether the failure is that of a full disk or a used-up quota. */
    static boolean isNoSpace(IOException failure) {
        return phrase(failure, FULL).isPresent();
    }

    private static Optional<String> phrase(Throwable failure, List<String> phrases) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable t = failure; t != null && seen.size() < MAX_CAUSES && seen.add(t); t = t.getCause()) {
            // the reason alone where there is one: a file may be named like a phrase
            String text = t instanceof FileSystemException e ? e.getReason() : t.getMessage();
            if (text != null) {
                for (String phrase : phrases) {
                    if (text.contains(phrase)) {
                        return Optional.of(phrase);
                    }
                }
            }
        }
        return Optional.empty();
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
