package dev.slipway.archive;

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
}
