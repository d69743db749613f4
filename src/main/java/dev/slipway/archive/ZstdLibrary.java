package dev.slipway.archive;

import com.github.luben.zstd.util.Native;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The native library of zstd. The WAR has it for the usual platforms of servers; it is unpacked into the temporary
 * directory when it is first used. Any thread.
 */
final class ZstdLibrary {
    /** How zstd-jni begins to say that its jar has nothing for the platform. */
    private static final String ABSENT = "Failed to open resource";
    /** The file that it is unpacked to; each attempt has another name for it. */
    private static final Pattern UNPACKED = Pattern.compile("libzstd-jni-[0-9.-]+(?=\\.[a-z])");

    private static final System.Logger LOG = System.getLogger(ZstdLibrary.class.getName());
    /** An attempt unpacks a file; callers ask for each request. */
    private static final long TRIED_AGAIN_NANOS = 60_000_000_000L;

    private static volatile @Nullable Failure last;
    private static volatile @Nullable String logged;

    private record Failure(String trouble, long at, LinkageError cause) {}

    private ZstdLibrary() {}

    /** Whether it is there. For a server: each other reason why it is not is written to its log, once. */
    static boolean loads() {
        Optional<Failure> failure = failure();
        failure.filter(f -> !f.trouble.equals(logged)).ifPresent(f -> {
            logged = f.trouble;
            LOG.log(System.Logger.Level.WARNING, "There is no zstd, only gzip: " + f.trouble, f.cause);
        });
        return failure.isEmpty();
    }

    /** Why it does not load and what helps, as the rest of a sentence; empty when it is there. Writes no log. */
    static Optional<String> trouble() {
        return failure().map(Failure::trouble);
    }

    /** Tries to load it until that succeeds, once in a minute. */
    private static Optional<Failure> failure() {
        Failure before = last;
        if (before != null && System.nanoTime() - before.at < TRIED_AGAIN_NANOS) {
            return Optional.of(before);
        }
        try {
            Native.load();
            last = null;
            return Optional.empty();
        } catch (LinkageError e) {
            Failure failure = new Failure(explained(String.valueOf(e.getMessage())), System.nanoTime(), e);
            last = failure;
            return Optional.of(failure);
        }
    }

    private static String explained(String failure) {
        String named = System.getProperty("ZstdNativePath");
        if (named != null) {
            return "-DZstdNativePath names " + named + ", which cannot be loaded (" + firstLine(failure) + ")";
        } else if (failure.startsWith(ABSENT)) {
            return "there is none in the WAR for " + System.getProperty("os.name") + " on "
                    + System.getProperty("os.arch") + ": name one with -DZstdNativePath=FILE";
        }
        String directory = System.getProperty("ZstdTempFolder", System.getProperty("java.io.tmpdir"));
        return "it cannot be loaded (" + UNPACKED.matcher(firstLine(failure)).replaceAll("libzstd-jni") + "): let "
                + directory + " be writable and not mounted noexec, or name another directory with -DZstdTempFolder=DIR";
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }
}
