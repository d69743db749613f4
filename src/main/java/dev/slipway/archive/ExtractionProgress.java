package dev.slipway.archive;

/**
 * Hears how far an extraction is. Called on the thread that extracts, often, and must not block.
 *
 * <p>What a method throws ends the extraction and reaches its caller unchanged: a {@code DeployException} thrown here
 * is how an extraction is cancelled from its own thread. From elsewhere it is cancelled by making the stream that it
 * reads from fail.
 */
public interface ExtractionProgress {
    /** Hears nothing. */
    ExtractionProgress NONE = new ExtractionProgress() {};

    /**
     * An entry begins.
     *
     * @param path its path under the directory, with {@code /} between the components
     */
    default void entryStarted(String path) {}

    /**
     * More content is on disk; called for at most every 64 KiB.
     *
     * @param bytes all bytes of content so far; never decreases
     */
    default void unpacked(long bytes) {}

    /**
     * A file, or another name for one, is complete.
     *
     * @param files all of them so far
     */
    default void fileCompleted(long files) {}
}
