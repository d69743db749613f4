package dev.slipway.archive;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Extractors as servers have them, which read ahead from the first byte. */
public final class Extractors {
    private static final ExecutorService READERS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "test-reader");
        thread.setDaemon(true);
        return thread;
    });

    private Extractors() {}

    /** With the limits that servers have by default. */
    static TarExtractor readingAhead() {
        return readingAhead(ArchiveLimits.defaults(), SpaceCheck.NONE);
    }

    /** With other ones. */
    public static TarExtractor readingAhead(ArchiveLimits limits, SpaceCheck space) {
        return new TarExtractor(limits, space, READERS, 0);
    }

    static ExecutorService readers() {
        return READERS;
    }
}
