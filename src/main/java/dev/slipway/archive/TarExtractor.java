package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Unpacks a tar archive, plain or compressed, while it arrives, into a directory that is not live yet.
 *
 * <p>An archive is hostile until it is unpacked: {@link TarGuard} reads its framing strictly in front of the decoder of
 * Commons Compress, both must agree about every entry, and {@link TreeWriter} creates without ever replacing or
 * following anything. Nothing is written outside of the directory, except the file for deferred links.
 *
 * <p>Has no state of its own and may be used by many threads; each extraction runs on the thread that asks for it,
 * with two others where they are free, one that reads the stream and one that inflates what it read; blocks where its stream or the disk
 * blocks, and holds some 900 KiB of buffers (zstd: and up to 9 MiB of native memory).
 */
public final class TarExtractor {
    /** Small archives are not worth another thread. */
    private static final long ALONE_BYTES = 1 << 20;
    private static final Executor NOBODY = work -> {
        throw new RejectedExecutionException();
    };

    private final ArchiveLimits limits;
    private final SpaceCheck space;
    private final Executor readers;
    private final long alone;

    /**
     * Reads, inflates and unpacks on one thread.
     *
     * @param limits what is too much
     * @param space whether there is room
     */
    public TarExtractor(ArchiveLimits limits, SpaceCheck space) {
        this(limits, space, NOBODY);
    }

    /**
     * @param limits what is too much
     * @param space whether there is room
     * @param readers runs what reads an archive and what inflates it while it is unpacked, or throws
     *     {@link RejectedExecutionException} when none is free: then the thread that needs the bytes does it
     */
    public TarExtractor(ArchiveLimits limits, SpaceCheck space, Executor readers) {
        this(limits, space, readers, ALONE_BYTES);
    }

    /** @param alone for so many bytes, unpacked, no reader is asked */
    TarExtractor(ArchiveLimits limits, SpaceCheck space, Executor readers, long alone) {
        this.alone = alone;
        this.limits = limits;
        this.space = space;
        this.readers = readers;
    }

    /**
     * As {@link #extract(InputStream, Path, Path, int, ExtractionProgress)}, every name as it is.
     *
     * @throws DeployException as there
     * @throws IOException as there
     */
    public Extracted extract(InputStream archive, Path directory, Path deferredLinks, ExtractionProgress progress)
            throws IOException {
        return extract(archive, directory, deferredLinks, 0, progress);
    }

    /**
     * Unpacks the archive and reads the stream to its end. When it throws, the directory holds what had been unpacked
     * until then, and the caller deletes it.
     *
     * <p>The mode of the archive's root entry is not applied: the directory keeps its own. The stream is closed where this throws while
     * another thread still reads it, and left as it is else.
     * Nothing is synced.
     *
     * @param archive the bytes of the archive, read by one thread at a time and by none when this returns or throws; an {@code IOException} or {@code DeployException} of its own passes
     *     through unchanged, whatever was being read
     * @param directory exists, is empty, and nobody else can write in it (mode 0700)
     * @param deferredLinks a path beside the directory, on the same file system, where nothing exists: symbolic links
     *     wait in a file there until all else is written; it is gone when this returns or throws
     * @param stripped how many directories at the top are taken away from every name, 0 or more: all entries must be
     *     below the same ones; symbolic links keep their target, which must lead into what is left
     * @param progress hears of it; what it throws passes through
     * @return what was unpacked; when {@link Extracted#endOfArchive} is false the caller must refuse the archive unless
     *     a digest was declared for it and verified
     * @throws DeployException {@link Problem#ARCHIVE_REFUSED}, {@link Problem#LIMIT_EXCEEDED},
     *     {@link Problem#NO_SPACE}, {@link Problem#STORAGE_FAILED}
     * @throws IOException what the stream threw, or {@link ClosedByInterruptException}
     */
    public Extracted extract(InputStream archive, Path directory, Path deferredLinks, int stripped,
            ExtractionProgress progress) throws IOException {
        ArchiveSource source = new ArchiveSource(archive);
        Compression compression = source.compression();
        Executor inflaters = compression == Compression.NONE ? NOBODY : readers;
        try (ReadAhead arriving = new ReadAhead(source, archive, source::count, readers, alone);
                ReadAhead plain = new ReadAhead(compression.open(arriving), archive, arriving::count, inflaters, alone);
                DeferredLinks links = new DeferredLinks(deferredLinks)) {
            Quota quota = new Quota(limits, plain::count);
            TreeWriter tree = new TreeWriter(directory, quota, space, progress);
            return new Extraction(new TarGuard(plain, quota), tree, links, limits, new StrippedTop(stripped), progress)
                    .run(source, compression);
        }
    }
}
