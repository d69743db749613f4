package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Packs a directory as a tar stream (POSIX.1-2001), compressed or not, while it is read. The same tree gives the same
 * bytes, on any machine and with any number of threads: names in the order of their bytes, owner 0, modes 0644 or 0755,
 * times in whole seconds, nothing of the packing itself.
 *
 * <p>Each name, link and depth is judged by the rules of the unpacking side ({@link EntryPath}, {@link LinkTarget})
 * before anything of that entry is written; the first fault ends the packing. {@link TreeSurvey} finds all of them
 * beforehand.
 *
 * <p>Memory does not depend on the number of files or on their sizes. Immutable; one object may pack several times.
 */
public final class Packager {
    static final String RENAME = "Rename it, or take it out of the directory.";
    static final PackingProblem EMPTY =
            PackingProblem.refused(".", "is an empty directory", "Name the directory that was built.");

    private static final int FILE_MODE = 0100644;
    private static final int PROGRAM_MODE = 0100755;
    private static final int DIRECTORY_MODE = 040755;
    private static final int LINK_MODE = 0120777;

    private final Path directory;
    private final PackOptions options;
    private final Set<PackOmission> without;
    private final DirectoryWalk.Visitor onFile;

    /**
     * @param directory what to pack; its own name does not appear in the archive
     * @param options how; of the limits the depth alone is applied. Where the compression is left open, gzip
     */
    public Packager(Path directory, PackOptions options) {
        this(directory, options, Set.of());
    }

    /** @param without what is left out */
    public Packager(Path directory, PackOptions options, Set<PackOmission> without) {
        this(directory, options, without, entry -> {});
    }

    /** @param onFile called for each entry after it was looked at and before its content is read */
    Packager(Path directory, PackOptions options, Set<PackOmission> without, DirectoryWalk.Visitor onFile) {
        this.directory = directory;
        this.options = options;
        this.without = Set.copyOf(without);
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
        Path root = root(directory);
        try (PackedStream packed = PackedStream.of(options.compression(), out, options.threads())) {
            TarArchiveOutputStream tar = tar(packed);
            new Run(root, tar, progress).pack();
            if (progress.current().isEmpty()) {
                throw PackingFailedException.of(EMPTY);
            }
            tar.finish();
            packed.finish();
        }
    }

    /** The real path of a directory. */
    static Path root(Path directory) throws PackingFailedException {
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
        TarArchiveOutputStream tar =
                new TarArchiveOutputStream(out, TarCost.RECORD_BYTES, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        return tar;
    }

    /**
     * The header of an entry, with nothing in it that differs between machines.
     *
     * @param target of a link, empty for all else
     * @throws PackingFailedException when the server would refuse the entry for its type
     */
    static TarArchiveEntry header(PackedEntry entry, String target) throws PackingFailedException {
        TarArchiveEntry header;
        if (entry.isDirectory()) {
            header = new TarArchiveEntry(entry.name() + '/');
            header.setMode(DIRECTORY_MODE);
        } else if (entry.isLink()) {
            header = new TarArchiveEntry(entry.name(), TarConstants.LF_SYMLINK);
            header.setLinkName(target);
            header.setMode(LINK_MODE);
        } else if (entry.attributes().isRegularFile()) {
            header = new TarArchiveEntry(entry.name());
            header.setSize(entry.size());
            header.setMode(entry.isExecutable() ? PROGRAM_MODE : FILE_MODE);
        } else {
            throw PackingFailedException.of(notPackable(entry.name()));
        }
        header.setIds(0, 0);
        header.setNames("", "");
        header.setLastModifiedTime(FileTime.from(entry.modifiedSeconds(), TimeUnit.SECONDS));
        return header;
    }

    static PackingProblem notPackable(String entry) {
        return PackingProblem.refused(entry, "is a socket, a pipe or a device",
                "Take it out of the directory: a release holds directories, files and links.");
    }

    static PackingProblem dangling(String entry, PackedLink link) {
        return PackingProblem.refused(entry, "is a link to nothing (" + DeployException.printable(link.target()) + ")",
                "Mend or remove the link, or say that such links are to be kept or skipped (--dangling-links).");
    }

    private static EntryPath path(PackedEntry entry) throws PackingFailedException {
        try {
            return EntryPath.of(entry.name());
        } catch (DeployException e) {
            throw PackingFailedException.broken(e, "", RENAME);
        }
    }

    /** One packing. */
    private final class Run {
        private final DirectoryWalk walk;
        private final TarArchiveOutputStream tar;
        private final FileContent content;
        private final PackProgress progress;

        Run(Path root, TarArchiveOutputStream tar, PackProgress progress) {
            this.walk = new DirectoryWalk(root, options.limits().maxDepth(), SortedNames.WINDOW,
                    entry -> without.stream().noneMatch(omission -> omission.omits(entry)));
            this.tar = tar;
            this.content = new FileContent(progress);
            this.progress = progress;
        }

        void pack() throws IOException {
            walk.visitAll(this::add);
        }

        private void add(PackedEntry entry) throws IOException {
            EntryPath path = path(entry);
            if (!entry.isLink()) {
                write(entry, header(entry, ""));
                return;
            }
            PackedLink link = PackedLink.read(entry, path);
            if (link.dangling() && options.danglingLinks() == DanglingLinks.REFUSE) {
                throw PackingFailedException.of(dangling(entry.name(), link));
            }
            if (!link.dangling() || options.danglingLinks() == DanglingLinks.KEEP) {
                write(entry, header(entry, link.target()));
            }
        }

        private void write(PackedEntry entry, TarArchiveEntry header) throws IOException {
            progress.begin(entry);
            tar.putArchiveEntry(header);
            onFile.visit(entry);
            if (entry.attributes().isRegularFile()) {
                walk.confirm(entry);
                content.copy(entry, tar);
                walk.confirm(entry);
            }
            tar.closeArchiveEntry();
        }
    }
}
