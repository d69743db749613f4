package dev.slipway.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/**
 * The server's home directory: everything it keeps. One process at a time holds it, from {@link #open} to
 * {@link #close}.
 *
 * <pre>{@code
 * <home>/                       0711  never deleted
 *   lock                        0600  who holds the home; emptied by close(), never deleted
 *   releases/<project>/<id>/    0755  put there by Activation; taken away by it when the activation
 *                                     fails, later by ReleaseStore.collect; an empty <project>/ with its last
 *                                     release, or by the sweep
 *   staging/<id>/               0700  made by ReleaseStore.stage; deleted by Staging.discard, the sweep
 *   staging/<id>/tree/                the release being unpacked; Activation renames it into releases
 *   staging/<id>/...                  scratch files of whoever unpacks it
 *   staging/<id>.undone/              a release that was taken away again; Activation, the sweep
 *   staging/<id>.collected/           a release on its way out; Collected.delete, the sweep
 *   live/<project>              0755  link to ../releases/<project>/<id>; replaced by Activation
 *   live/.new-<project>               the next link before it is renamed; Activation, the sweep
 *   live/<project>/             0755  instead of the link, where there are none: a copy; replaced by Activation
 *   live/.release-<project>           beside such a directory: which release it is
 *   live/.making-, .next-, .old-<project>...  copies on their way in and out; Activation, the sweep
 *   payloads/<sha256>           0700  an archive as received; PayloadStore.delete
 *   payloads/.incoming-<id>           one that is arriving; Incoming.discard, the sweep
 *   payloads/.pulling-<sha256>        one that comes from other nodes in chunks; PartialPayloads.forgetAllBut, the sweep
 *                                     when it has not grown for a week
 *   payloads/.pulling-<sha256>.chunks which chunks of it are verified; goes with it
 *   journal/<project>.json      0700  an activation or a drop that is not finished; Activation when it is settled
 *   journal/.<project>.tmp            the same, half-written; Activation, the sweep
 *   journal/<project>.trial           what a node of a cluster has made live and not checked yet; LaunchJournal
 *   journal/<project>.unverified      a release whose verify command has not ended on such a node; LaunchJournal
 *   journal/<project>.unreadable      a journal that made no sense; kept for the administrator
 * }</pre>
 *
 * <p>Releases and links are readable by others, because the servers that publish them often run as another user; what a
 * file's own mode forbids stays forbidden. Directories that exist already keep their mode: an administrator who closes
 * the home (0700) closes it for all. Everything lies on one file system, so that every move is one rename.
 */
public final class HomeDirectory implements AutoCloseable {
    private final Path path;
    private final HomeLock lock;

    private LinkSupport links = LinkSupport.THERE;
    private LiveForm liveForm = LiveForm.LINK;

    private HomeDirectory(Path path, HomeLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes what is missing, waits until no other process holds the home, and checks that the file system can do what
     * is needed: POSIX permissions, renames between the children, names in UTF-8; and whether it has symbolic links.
     * Called once, at start-up. Settle the journals next ({@link Activation#recover}), then sweep ({@link ReleaseStore#sweep}).
     *
     * @param home the directory; made with its parents if missing
     * @param lockTimeout longest wait for another holder; zero tries once
     * @throws HomeRefusedException when it cannot be used; the message says why and what helps
     */
    public static HomeDirectory open(Path home, Duration lockTimeout) throws HomeRefusedException {
        return open(home, lockTimeout, new RealDisk());
    }

    /** On a disk whose first steps are those of the trial. */
    static HomeDirectory open(Path home, Duration lockTimeout, Disk disk) throws HomeRefusedException {
        try {
            Path real = make(home);
            HomeLock lock = HomeLock.acquire(real, lockTimeout);
            try {
                HomeDirectory opened = new HomeDirectory(real, lock);
                opened.makeChildren();
                opened.tryOut(disk);
                return opened;
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (HomeRefusedException e) {
            throw e;
        } catch (IOException e) {
            throw new HomeRefusedException("Cannot use the home directory " + home + ": " + e, e);
        }
    }

    /**
     * Makes the directory itself with its mode and its parents, if it is missing; one that is there keeps its mode. For
     * those who put something there before the server opens it. Any thread.
     *
     * @return its real absolute path
     * @throws HomeRefusedException when its file system has no POSIX permissions
     * @throws IOException when it cannot be made
     */
    public static Path make(Path home) throws IOException {
        boolean missing = !Files.isDirectory(home);
        if (missing) {
            Files.createDirectories(home.toAbsolutePath());
        }
        HomeCheck.permissions(home);
        if (missing) {
            mode(home, "rwx--x--x");
        }
        return home.toRealPath();
    }

    private void makeChildren() throws IOException {
        for (Path child : children()) {
            if (Files.notExists(child, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(child);
                mode(child, child.equals(releases()) || child.equals(live()) ? "rwxr-xr-x" : "rwx------");
            } else if (!Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                throw new HomeRefusedException(child + " is not a directory (a link to one is not enough). "
                        + "Move the home directory as a whole instead.");
            }
        }
    }

    private void tryOut(Disk disk) throws IOException {
        links = new HomeCheck(this, disk).run();
        boolean asLinks = links == LinkSupport.THERE
                || links == LinkSupport.UNTRIED && new LiveReleases(this).formInUse() == LiveForm.LINK;
        liveForm = asLinks ? LiveForm.LINK : LiveForm.DIRECTORY;
    }

    /** Set afterwards rather than at creation, because the umask is taken off the latter. */
    private static void mode(Path directory, String permissions) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
    }

    List<Path> children() {
        return List.of(releases(), staging(), live(), payloads(), journal());
    }

    /** The home directory itself, a real absolute path. */
    public Path path() {
        return path;
    }

    /**
     * The form in which releases can be live on its file system: a link where there are symbolic links. As it was where a
     * full disk does not let that be tried.
     */
    public LiveForm liveForm() {
        return liveForm;
    }

    /** Whether its file system was found to have no symbolic links. */
    boolean lacksLinks() {
        return links == LinkSupport.MISSING;
    }

    /** Where the live releases are, as links or as directories: {@code live/<project>}. */
    public Path live() {
        return path.resolve("live");
    }

    Path releases() {
        return path.resolve("releases");
    }

    Path staging() {
        return path.resolve("staging");
    }

    Path payloads() {
        return path.resolve("payloads");
    }

    Path journal() {
        return path.resolve("journal");
    }

    /**
     * Gives the home free for the next process. Nothing of this package may be used afterwards. The second call does
     * nothing.
     */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
