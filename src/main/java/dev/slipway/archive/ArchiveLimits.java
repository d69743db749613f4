package dev.slipway.archive;

import java.util.Map;

/**
 * How much an archive may unpack to. A value over its limit ends the extraction with
 * {@link dev.slipway.problem.Problem#LIMIT_EXCEEDED}, which names the setting.
 *
 * @param maxUnpackedBytes bytes of the tar stream: content, headers, metadata and padding, and what a hard link costs
 *     where it has to be copied ({@code max-unpacked-bytes})
 * @param maxEntryBytes bytes of one file ({@code max-entry-bytes}); judged by the declared size, before any is read
 * @param maxEntries tar headers of every kind, metadata included, and directories that no header names
 *     ({@code max-entries})
 * @param maxRatio unpacked bytes for each byte received, judged above 100 MiB unpacked ({@code max-ratio})
 * @param maxDepth components of a path ({@code max-depth})
 * @param refuseSimilarNames whether two names that differ only in case or in Unicode composition are refused
 *     ({@code refuse-similar-names}); needed where the file system takes them for one. Costs 16 to 48 bytes of memory
 *     for each path
 */
public record ArchiveLimits(long maxUnpackedBytes, long maxEntryBytes, long maxEntries, long maxRatio, int maxDepth,
        boolean refuseSimilarNames) {
    /** Unpacked bytes up to which the ratio is not judged. */
    public static final long RATIO_FREE_BYTES = 100L << 20;

    public ArchiveLimits {
        if (maxUnpackedBytes < 1 || maxEntryBytes < 1 || maxEntries < 1 || maxRatio < 1 || maxDepth < 1) {
            throw new IllegalArgumentException("a limit must be at least 1");
        }
    }

    /** 64 GiB unpacked, 64 GiB for one file, 500 000 entries, 200 to 1, 64 levels, similar names allowed. */
    public static ArchiveLimits defaults() {
        return new ArchiveLimits(64L << 30, 64L << 30, 500_000, 200, 64, false);
    }

    /**
     * The limits that a server tells before anything is sent. What it does not tell is not limited here, except the
     * depth, for which its default is taken.
     *
     * @param told values by the name of the setting without its prefix, for example {@code max-entries}; others than
     *     those of an archive's content are passed over
     */
    public static ArchiveLimits announced(Map<String, Long> told) {
        long depth = told.getOrDefault("max-depth", (long) defaults().maxDepth());
        return new ArchiveLimits(unlessTold(told, "max-unpacked-bytes"), unlessTold(told, "max-entry-bytes"),
                unlessTold(told, "max-entries"), unlessTold(told, "max-ratio"),
                (int) Math.max(1, Math.min(depth, EntryPath.MAX_BYTES / 2)), false);
    }

    private static long unlessTold(Map<String, Long> told, String knob) {
        return Math.max(1, told.getOrDefault(knob, Long.MAX_VALUE));
    }
}
