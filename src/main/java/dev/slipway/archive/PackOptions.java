package dev.slipway.archive;

import java.util.Map;

/**
 * How a directory is packed. Immutable.
 *
 * @param compression method and level
 * @param danglingLinks what becomes of links whose target does not exist
 * @param limits what the receiver takes
 * @param threads that compress, 1 to {@value #MAX_THREADS}; the archive does not depend on it
 */
public record PackOptions(PackCompression compression, DanglingLinks danglingLinks, ArchiveLimits limits, int threads) {
    /** Most threads that compress. */
    public static final int MAX_THREADS = GzipBlocks.MAX_THREADS;

    /**
     * Gzip at its usual level, dangling links kept, the default depth as the only limit, and a thread for each
     * processor, at most {@value #MAX_THREADS}.
     */
    public static final PackOptions DEFAULT = new PackOptions(PackCompression.gzip(PackCompression.GZIP_LEVEL),
            DanglingLinks.KEEP, ArchiveLimits.announced(Map.of()),
            Math.min(Runtime.getRuntime().availableProcessors(), MAX_THREADS));

    /** @throws IllegalArgumentException when the threads are out of range */
    public PackOptions {
        if (threads < 1 || threads > MAX_THREADS) {
            throw new IllegalArgumentException("threads are 1 to " + MAX_THREADS + ", not " + threads);
        }
    }

    /** The same with another compression. */
    public PackOptions with(PackCompression other) {
        return new PackOptions(other, danglingLinks, limits, threads);
    }

    /** The same with another treatment of dangling links. */
    public PackOptions with(DanglingLinks other) {
        return new PackOptions(compression, other, limits, threads);
    }

    /** The same with other limits. */
    public PackOptions with(ArchiveLimits other) {
        return new PackOptions(compression, danglingLinks, other, threads);
    }

    /** The same with another number of threads. */
    public PackOptions withThreads(int count) {
        return new PackOptions(compression, danglingLinks, limits, count);
    }
}
