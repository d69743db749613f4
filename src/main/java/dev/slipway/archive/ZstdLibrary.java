package dev.slipway.archive;

import com.github.luben.zstd.util.Native;
import java.util.Optional;

/**
 * The native library of zstd. The WAR has it for the usual platforms of servers; it is unpacked into the temporary
 * directory when it is first used. Any thread.
 */
final class ZstdLibrary {
    /** How zstd-jni begins to say that its jar has nothing for the platform. */
    private static final String ABSENT = "Failed to open resource";

    private ZstdLibrary() {}

    /** Whether it is there; tries to load it until that succeeds. */
    static boolean loads() {
        return trouble().isEmpty();
    }

    /** Why it does not load and what helps, as the rest of a sentence; empty when it is there. */
    static Optional<String> trouble() {
        try {
            Native.load();
            return Optional.empty();
        } catch (LinkageError e) {
            return Optional.of(explained(String.valueOf(e.getMessage())));
        }
    }

    private static String explained(String failure) {
        String named = System.getProperty("ZstdNativePath");
        if (named != null) {
            return "-DZstdNativePath names " + named + ", which cannot be loaded";
        } else if (failure.startsWith(ABSENT)) {
            return "there is none in the WAR for " + System.getProperty("os.name") + " on "
                    + System.getProperty("os.arch") + ": name one with -DZstdNativePath=FILE";
        }
        return "it cannot be loaded: let " + System.getProperty("java.io.tmpdir") + " be writable and not mounted "
                + "noexec, or name another directory with -DZstdTempFolder=DIR";
    }
}
