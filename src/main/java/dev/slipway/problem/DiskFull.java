package dev.slipway.problem;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells a full disk from other failures of a disk. Java passes on only the text of the system's error, and that text may
 * stand beside an absolute path: therefore only phrases that are known are looked for, and only they are shown.
 */
public final class DiskFull {
    private static final List<String> FULL =
            List.of("No space left on device", "Disk quota exceeded", "There is not enough space on the disk");
    private static final int MAX_CAUSES = 16;

    private DiskFull() {}

    /** The phrase that says so, when the failure or a cause of it is a full disk or a used-up quota. Any thread. */
    public static Optional<String> phrase(IOException failure) {
        return phrase(failure, FULL);
    }

    /**
     * The first of these phrases that the system's error has.
     *
     * @param phrases texts of system errors, as the C library writes them
     */
    public static Optional<String> phrase(IOException failure, List<String> phrases) {
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
}
