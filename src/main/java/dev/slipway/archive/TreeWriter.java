package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.DiskFull;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Creates what an archive holds under one directory that nobody else writes in. Everything is created as new, so that
 * the file system itself finds what is there twice; nothing is replaced, nothing followed. Symbolic links come after
 * all else: until then there is none under the directory, so a path of plain components cannot lead out of it.
 *
 * <p>Used by one thread; one buffer for all files; no memory for what was created but the last parent.
 */
final class TreeWriter {
    /** What Linux says of a link where there can be none. */
    private static final List<String> NO_LINKS = List.of("Operation not permitted", "Operation not supported");
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int PATH_MAX_BYTES = 4095;
    private static final int IMPLIED_DIRECTORY_MODE = 0755;
    private static final long LATEST_MTIME_SECONDS = 0xffffffffL;

    /** Content of an entry: as {@link java.io.InputStream#read(byte[], int, int)} from the buffer's beginning. */
    interface Content {
        int read(byte[] buffer, int length) throws IOException;
    }

    private final Path root;
    private final int rootBytes;
    private final Quota quota;
    private final SpaceCheck space;
    private final ExtractionProgress progress;
    private final FileModes modes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final ByteBuffer wrapped = ByteBuffer.wrap(buffer);
    /** A directory that is known to exist, and with it all above it. */
    private String known = "";
    private long files;
    private long directories;
    private long links;
    private long bytes;
    private long told;
    private long room;

    TreeWriter(Path root, Quota quota, SpaceCheck space, ExtractionProgress progress) throws IOException {
        this.root = root;
        this.rootBytes = root.toString().getBytes(StandardCharsets.UTF_8).length;
        this.quota = quota;
        this.space = space;
        this.progress = progress;
        this.modes = modesIn(root);
        askForRoom(0);
    }

    private static FileModes modesIn(Path root) throws IOException {
        try {
            return new FileModes(root);
        } catch (IOException e) {
            throw DiskFailure.of(e, "look at the directory to unpack to", root);
        }
    }

    static DeployException taken(String name) {
        return DeployException.refusedEntry(name, "something of that name was there before it in the archive");
    }

    static String quoted(String name) {
        return "\"" + DeployException.printable(name) + "\"";
    }

    boolean isEmpty() {
        return files + directories + links == 0;
    }

    Extracted extracted(Compression compression, boolean endOfArchive) {
        return new Extracted(files, directories, links, bytes, compression, endOfArchive);
    }

    /** A directory, or the mode of one that is there. */
    void directory(EntryPath entry, int mode) throws IOException {
        int wanted = FileModes.ofDirectory(mode);
        parentOf(entry);
        if (!create(entry.value(), wanted)) {
            try {
                modes.set(at(entry.value()), wanted);
            } catch (IOException e) {
                throw failed(e, "set the mode of " + quoted(entry.value()));
            }
        }
    }

    /** A file of exactly the size. */
    void file(EntryPath entry, int mode, FileTime mtime, long size, Content content) throws IOException {
        parentOf(entry);
        write(entry.value(), FileModes.ofFile(mode), clamped(mtime), size, content);
        progress.fileCompleted(++files);
    }

    /** Another name for a file that is there; a copy where the file system makes no more links. */
    void hardLink(EntryPath entry, EntryPath target) throws IOException {
        Path existing = at(target.value());
        if (target.isRoot() || !Files.isRegularFile(existing, LinkOption.NOFOLLOW_LINKS)) {
            throw DeployException.refusedEntry(entry.value(), "its hard link target " + quoted(target.value())
                    + " is not a file that came before it");
        }
        parentOf(entry);
        try {
            Files.createLink(at(entry.value()), existing);
        } catch (FileAlreadyExistsException e) {
            throw taken(entry.value());
        } catch (IOException | UnsupportedOperationException e) {
            try {
                copy(entry, existing);
            } catch (IOException | DeployException again) {
                again.addSuppressed(e);
                throw again;
            }
        }
        progress.fileCompleted(++files);
    }

    /** A symbolic link. After the first one nothing else may be created. */
    void symbolicLink(EntryPath entry, String target) throws IOException {
        try {
            Files.createSymbolicLink(at(entry.value()), Path.of(target));
        } catch (FileAlreadyExistsException e) {
            throw taken(entry.value());
        } catch (InvalidPathException e) {
            throw unnamable(entry.value());
        } catch (UnsupportedOperationException e) {
            throw withoutLinks(entry.value());
        } catch (IOException e) {
            if (DiskFull.phrase(e, NO_LINKS).isPresent()) {
                throw withoutLinks(entry.value());
            }
            throw failed(e, "create the symbolic link " + quoted(entry.value()));
        }
        links++;
    }

    /** Refuses a link that leads nowhere because it leads in a circle; that nothing is at its end is no fault. */
    void followSymbolicLink(EntryPath entry, String target) throws IOException {
        try {
            Files.readAttributes(at(entry.value()), BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw DeployException.refusedEntry(entry.value(), "it cannot be followed to " + quoted(target)
                    + ": a circle, too many links, or a way through a file");
        }
    }

    /** The directory that an entry is in, with all above it. */
    void parentOf(EntryPath entry) throws IOException {
        ensure(entry.parent());
    }

    private void ensure(String directory) throws IOException {
        if (!isKnown(directory)) {
            ensure(EntryPath.parentOf(directory));
            if (create(directory, IMPLIED_DIRECTORY_MODE)) {
                quota.count(directory);
            }
        }
    }

    private boolean isKnown(String directory) {
        return directory.isEmpty() || known.startsWith(directory)
                && (known.length() == directory.length() || known.charAt(directory.length()) == '/');
    }

    /** Creates a directory in one that exists; false when it is there already. */
    private boolean create(String directory, int mode) throws IOException {
        Path path = at(directory);
        try {
            Files.createDirectory(path, modes.toCreate(mode));
            modes.settle(path, mode);
            directories++;
            known = directory;
            return true;
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw taken(directory);
            }
            known = directory;
            return false;
        } catch (IOException e) {
            throw failed(e, "create the directory " + quoted(directory));
        }
    }

    private void copy(EntryPath entry, Path existing) throws IOException {
        try (InputStream source = Files.newInputStream(existing, LinkOption.NOFOLLOW_LINKS)) {
            write(entry.value(), modes.modeOf(existing), Files.getLastModifiedTime(existing), Files.size(existing),
                    (into, n) -> {
                        int read = source.read(into, 0, n);
                        quota.spend(Math.max(read, 0));
                        return read;
                    });
        } catch (IOException e) {
            throw failed(e, "copy " + quoted(entry.value()) + ", of which no further link could be made");
        }
    }

    private void write(String name, int mode, FileTime mtime, long size, Content content) throws IOException {
        Path path = at(name);
        requireRoom(size);
        try (NewFile file = new NewFile(path, name, root, modes.toCreate(mode))) {
            int n = content.read(buffer, BUFFER_BYTES);
            while (n >= 0) {
                requireRoom(n);
                room -= n;
                file.write(wrapped.limit(n).position(0));
                bytes += n;
                progress.unpacked(bytes);
                n = content.read(buffer, BUFFER_BYTES);
            }
        }
        try {
            modes.settle(path, mode);
            Files.setLastModifiedTime(path, mtime);
        } catch (IOException e) {
            throw failed(e, "set mode and time of " + quoted(name));
        }
    }

    private void requireRoom(long wanted) throws IOException {
        if (wanted > room) {
            askForRoom(Math.max(wanted, SpaceCheck.STEP_BYTES));
            told = bytes;
            room = SpaceCheck.STEP_BYTES;
        }
    }

    private void askForRoom(long wanted) throws IOException {
        try {
            space.require(wanted, bytes - told);
        } catch (IOException e) {
            throw failed(e, "ask the disk how much room is left");
        }
    }

    private static FileTime clamped(FileTime mtime) {
        long seconds = mtime.to(TimeUnit.SECONDS);
        if (seconds < 0) {
            return FileTime.from(0, TimeUnit.SECONDS);
        }
        return seconds > LATEST_MTIME_SECONDS ? FileTime.from(LATEST_MTIME_SECONDS, TimeUnit.SECONDS) : mtime;
    }

    private Path at(String name) {
        if (rootBytes + 1 + EntryPath.utf8Length(name, 0, name.length()) > PATH_MAX_BYTES) {
            throw DeployException.refusedEntry(name,
                    "the path is too long for the directory that this server unpacks to");
        }
        try {
            return root.resolve(name);
        } catch (InvalidPathException e) {
            throw unnamable(name);
        }
    }

    private static DeployException withoutLinks(String name) {
        return DeployException.refusedEntry(name, "the file system of this server has no symbolic links");
    }

    private static DeployException unnamable(String name) {
        return DeployException.refusedEntry(name, "the file system of this server cannot have such a name");
    }

    private DeployException failed(IOException e, String what) throws IOException {
        return DiskFailure.of(e, what, root);
    }
}
