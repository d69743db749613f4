package dev.slipway.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * What a directory holds, and that all of it can be packed: one walk over it before a byte is sent. Every rule that the
 * receiver applies to names, links, kinds and sizes is applied here first, and everything must be readable; what is
 * wrong is told all at once. A file that changes later is found by the packing.
 *
 * @param files regular files
 * @param directories below the directory
 * @param links symbolic links that are packed
 * @param bytes of the files' content
 * @param entries tar headers that the archive has, extended ones included
 * @param archiveBytes size of the archive before it is compressed
 * @param dangling links whose target does not exist, by path, at most {@value #MOST_LISTED}; packed or left out as the
 *     options say
 * @param moreDangling how many more there are
 */
public record TreeSurvey(long files, long directories, long links, long bytes, long entries, long archiveBytes,
        List<DanglingLink> dangling, long moreDangling) {
    /** Most entries that are listed by name. */
    public static final int MOST_LISTED = 100;

    /**
     * A link whose target does not exist.
     *
     * @param entry its path below the packed directory
     * @param target as it stands on the disk
     */
    public record DanglingLink(String entry, String target) {}

    /**
     * Looks at everything below a directory, in memory that does not depend on how much there is. Blocks; interrupting
     * the thread ends it.
     *
     * @param directory what is to be packed
     * @param options how; its limits are applied
     * @param seen told several times a second how many entries were looked at, not at all where the survey is over
     *     before; what it throws ends the survey
     * @throws PackingFailedException when something cannot be packed; it lists everything
     * @throws java.io.InterruptedIOException when the thread was interrupted
     */
    public static TreeSurvey of(Path directory, PackOptions options, LongConsumer seen) throws IOException {
        return new TreeSurveyor(options, seen).survey(Packager.root(directory));
    }

    /**
     * Judges the size of the archive as it is sent, which is known beforehand only where it is not compressed.
     *
     * @param compression with which it is to be sent
     * @param maxPayloadBytes the receiver's limit ({@code max-payload-bytes})
     * @throws PackingFailedException when it is certain to exceed the limit
     */
    public void checkPayload(PackCompression compression, long maxPayloadBytes) throws PackingFailedException {
        if (compression.method() == Compression.NONE && archiveBytes > maxPayloadBytes) {
            throw PackingFailedException.of(PackingProblem.limit(".", "is larger than the server takes without "
                    + "compression: " + archiveBytes + " bytes where " + maxPayloadBytes + " are allowed",
                    "max-payload-bytes", maxPayloadBytes + " bytes", archiveBytes + " bytes"));
        }
    }
}
