package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Packs a directory as a gzip-compressed tar stream (POSIX.1-2001) while it is read. The same tree gives the same
 * bytes, on any machine and with any number of threads: names in the order of their bytes, owner 0, modes 0644 or 0755,
 * times in whole seconds, nothing of the packing itself.
 *
 * <p>Each name, link and depth is judged by the rules of the unpacking side ({@link EntryPath}, {@link LinkTarget}, the
 * server's default {@code max-depth}) before anything of that entry is written.
 *
 * <p>Memory does not depend on the number of files or on their sizes. Immutable; one object may pack several times.
 */
public final class Packager {
    /** Compression that {@code gzip} uses when nothing is said. */
    public static final int DEFAULT_LEVEL = 6;

    private static final int TAR_BLOCK_BYTES = 10_240;
    private static final int FILE_MODE = 0100644;
    private static final int PROGRAM_MODE = 0100755;
    private static final int DIRECTORY_MODE = 040755;
    private static final int LINK_MODE = 0120777;

    private final Path directory;
    private final int level;
    private final int threads;
    private final DirectoryWalk.Visitor onFile;

    /** Packs with {@link #DEFAULT_LEVEL} and as many threads as there are processors, at most 8. */
    public Packager(Path directory) {
        this(directory, DEFAULT_LEVEL, Math.min(Runtime.getRuntime().availableProcessors(), GzipBlocks.MAX_THREADS));
    }

    /**
     * @param directory what to pack; its own name does not appear in the archive
     * @param level of gzip, 1 (fast) to 9 (small)
     * @param threads that compress, 1 to 8
     * @throws IllegalArgumentException when level or threads are out of range
     */
    public Packager(Path directory, int level, int threads) {
        this(directory, level, threads, entry -> {});
    }

    /** @param onFile called for each regular file after it was looked at and before its content is read */
    Packager(Path directory, int level, int threads, DirectoryWalk.Visitor onFile) {
        GzipBlocks.check(level, threads);
        this.directory = directory;
        this.level = level;
        this.threads = threads;
        this.onFile = onFile;
    }

    /**
     * Packs everything below the directory. Blocks the calling thread; interrupting it ends the packing.
     *
     * @param out takes the archive, in writes of up to 128 KiB; it is neither flushed nor closed
     * @param progress is kept up to date meanwhile
     * @throws PackingFailedException when the directory cannot be packed; it names what and why
     * @throws IOException what {@code out} throws
     */
    public void pack(OutputStream out, PackProgress progress) throws IOException {
        Path root = root();
        try (GzipBlocks gzip = new GzipBlocks(out, level, threads)) {
            TarArchiveOutputStream tar = tar(gzip);
            Run run = new Run(new DirectoryWalk(root), tar, new FileContent(progress), progress);
            run.pack();
            if (progress.current().isEmpty()) {
                throw PackingFailedException.refused(".", "is an empty directory",
                        "Name the directory that was built.");
            }
            tar.finish();
            gzip.finish();
        }
    }

    private Path root() throws PackingFailedException {
        try {
            Path root = directory.toRealPath();
            if (Files.isDirectory(root)) {
                return root;
            }
        } catch (IOException e) {
            throw PackingFailedException.unreadable(".", e);
        }
        throw PackingFailedException.refused(".", "is not a directory", "Name the directory to be packed.");
    }

    // Not closed: closing would end an unfinished archive as if it were whole. It holds nothing but memory.
    static TarArchiveOutputStream tar(OutputStream out) {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, TAR_BLOCK_BYTES, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        return tar;
    }

    /**
     * The header of an entry, with nothing in it that differs between machines.
     *
     * @throws PackingFailedException when the server would refuse the entry for its name, target or type
     */
    static TarArchiveEntry header(PackedEntry entry) throws PackingFailedException {
        EntryPath path = path(entry);
        TarArchiveEntry header;
        if (entry.isDirectory()) {
            header = new TarArchiveEntry(entry.name() + '/');
            header.setMode(DIRECTORY_MODE);
        } else if (entry.isLink()) {
            header = new TarArchiveEntry(entry.name(), TarConstants.LF_SYMLINK);
            header.setLinkName(PackedLink.target(entry, path));
            header.setMode(LINK_MODE);
        } else if (entry.attributes().isRegularFile()) {
            header = new TarArchiveEntry(entry.name());
            header.setSize(entry.size());
            header.setMode(entry.isExecutable() ? PROGRAM_MODE : FILE_MODE);
        } else {
            throw PackingFailedException.refused(entry.name(), "is a socket, a pipe or a device",
                    "Take it out of the directory: a release holds directories, files and links.");
        }
        header.setIds(0, 0);
        header.setNames("", "");
        header.setLastModifiedTime(FileTime.from(entry.modifiedSeconds(), TimeUnit.SECONDS));
        return header;
    }

    private static EntryPath path(PackedEntry entry) throws PackingFailedException {
        try {
            return EntryPath.of(entry.name());
        } catch (DeployException e) {
            throw PackingFailedException.broken(e, "", "Rename it, or take it out of the directory.");
        }
    }

    /** One packing. */
    private final class Run {
        private final DirectoryWalk walk;
        private final TarArchiveOutputStream tar;
        private final FileContent content;
        private final PackProgress progress;

        Run(DirectoryWalk walk, TarArchiveOutputStream tar, FileContent content, PackProgress progress) {
            this.walk = walk;
            this.tar = tar;
            this.content = content;
            this.progress = progress;
        }

        void pack() throws IOException {
            walk.visitAll(this::add);
        }

        private void add(PackedEntry entry) throws IOException {
            TarArchiveEntry header = header(entry);
            progress.begin(entry);
            tar.putArchiveEntry(header);
            if (entry.attributes().isRegularFile()) {
                onFile.visit(entry);
                content.copy(entry, tar);
                walk.confirm(entry);
            }
            tar.closeArchiveEntry();
        }
    }
}
