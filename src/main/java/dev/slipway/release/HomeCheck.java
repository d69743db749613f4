package dev.slipway.release;

import dev.slipway.problem.DiskFull;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tries at start-up, with throw-away files, what the home's file system and this Java must be able to do. */
final class HomeCheck {
    /** Precomposed and beyond the basic plane; a file system that turns names into another form is found out too. */
    private static final String NON_ASCII = "pr\u00fcfung-\u8239-\ud83d\udea2";
    private static final System.Logger LOG = System.getLogger(HomeCheck.class.getName());

    /** How file systems say that they have no links; any other failure says nothing about links. */
    private static final List<String> NO_LINKS = List.of("Operation not permitted", "Operation not supported",
            "Function not implemented", "Read-only file system", "Protocol error");

    private final HomeDirectory home;
    private final Disk disk;

    HomeCheck(HomeDirectory home, Disk disk) {
        this.home = home;
        this.disk = disk;
    }

    /**
     * Tries.
     *
     * @return whether releases can be live as links here
     * @throws HomeRefusedException naming what cannot be done; not because the disk is full, which is only logged
     */
    LinkSupport run() throws IOException {
        sameFileSystem();
        Path probe = home.staging().resolve(".probe");
        try {
            clean(probe);
            disk.createDirectory(probe);
            renames(probe);
            names(probe);
            return links(probe) ? LinkSupport.THERE : LinkSupport.MISSING;
        } catch (HomeRefusedException e) {
            throw e;
        } catch (IOException e) {
            if (!StorageFailure.isNoSpace(e)) {
                throw new HomeRefusedException("Cannot write to the home directory " + home.path() + ": " + e, e);
            }
            LOG.log(System.Logger.Level.WARNING, "The disk of the home directory is full: nothing can be deployed");
            return LinkSupport.UNTRIED;
        } finally {
            clean(probe);
        }
    }

    /** @throws HomeRefusedException when the directory's file system has no POSIX permissions */
    static void permissions(Path directory) throws HomeRefusedException {
        if (Files.getFileAttributeView(directory, PosixFileAttributeView.class) == null) {
            throw new HomeRefusedException("The file system of the home directory " + directory + " has no POSIX "
                    + "permissions, and without them what is private there would be open to others. "
                    + "Use one that has them (ext4, xfs, btrfs, zfs, apfs).");
        }
    }

    private void sameFileSystem() throws IOException {
        FileStore store = Files.getFileStore(home.path());
        for (Path child : home.children()) {
            if (!store.equals(Files.getFileStore(child))) {
                throw otherFileSystem(child, null);
            }
        }
    }

    /** Bind mounts of one file system compare as equal, and still refuse renames between them. */
    private void renames(Path probe) throws IOException {
        for (Path child : home.children()) {
            Path there = child.resolve(".probe-rename");
            try {
                Files.deleteIfExists(there);
                Path here = Files.createDirectory(probe.resolve("rename"));
                Files.move(here, there, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                if (StorageFailure.isNoSpace(e)) {
                    throw e;
                }
                throw otherFileSystem(child, e);
            } finally {
                Files.deleteIfExists(there);
            }
        }
    }

    private HomeRefusedException otherFileSystem(Path child, @Nullable IOException cause) {
        return new HomeRefusedException("Cannot rename into " + child + ": everything under " + home.path()
                + " must be writable and lie on one file system. Mount the home directory as a whole instead.", cause);
    }

    /** @throws IOException when something else is wrong with the disk, so that it is not known */
    private boolean links(Path probe) throws IOException {
        Path link = probe.resolve("link");
        Path next = probe.resolve("next");
        try {
            disk.link(link, Path.of("old"));
            disk.link(next, Path.of("new"));
            disk.rename(next, link);
            return Files.readSymbolicLink(link).equals(Path.of("new"));
        } catch (UnsupportedOperationException | NotLinkException e) {
            LOG.log(System.Logger.Level.DEBUG, "no symbolic links", e);
            return false;
        } catch (IOException e) {
            if (DiskFull.phrase(e, NO_LINKS).isEmpty()) {
                throw e;
            }
            LOG.log(System.Logger.Level.DEBUG, "no symbolic links", e);
            return false;
        }
    }

    private static void names(Path probe) throws IOException {
        try {
            Files.createFile(probe.resolve(NON_ASCII));
        } catch (InvalidPathException e) {
            throw noNames("This Java cannot make file names in UTF-8 (sun.jnu.encoding is "
                    + System.getProperty("sun.jnu.encoding") + ")", e);
        }
        try (DirectoryStream<Path> listing = Files.newDirectoryStream(probe, NON_ASCII.charAt(0) + "*")) {
            for (Path found : listing) {
                if (found.getFileName().toString().equals(NON_ASCII)) {
                    return;
                }
            }
        }
        throw noNames("File names in UTF-8 do not come back as they were written", null);
    }

    private static HomeRefusedException noNames(String what, @Nullable Exception cause) {
        return new HomeRefusedException(what + ". Start the server in a UTF-8 locale, for example with LC_ALL=C.UTF-8"
                + " in its environment; setting sun.jnu.encoding on the command line has no effect.", cause);
    }

    private static void clean(Path probe) throws IOException {
        if (Files.isDirectory(probe, LinkOption.NOFOLLOW_LINKS)) {
            TreeRemoval.remove(probe, new RealDisk());
        }
    }
}
