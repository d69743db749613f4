package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The releases on disk: makes staging directories, says what is live and what is kept, and takes releases out.
 * {@link Activation} changes what is live. One for the server, since it knows who reads what; any worker thread.
 */
public final class ReleaseStore {
    /** Suffix in staging of a release that was collected. */
    private static final String COLLECTED = ".collected";
    private static final String LISTING_LIVE = "listing the live projects";
    private static final System.Logger LOG = System.getLogger(ReleaseStore.class.getName());

    private final HomeDirectory home;
    private final Disk disk;
    private final ReleaseMoves moves;
    private final LiveReleases live;
    private final ReleasePins pins = new ReleasePins();

    /** Of an open home directory. */
    public ReleaseStore(HomeDirectory home) {
        this(home, new RealDisk());
    }

    ReleaseStore(HomeDirectory home, Disk disk) {
        this.home = home;
        this.disk = disk;
        this.moves = new ReleaseMoves(home, disk);
        this.live = new LiveReleases(home);
    }

    /**
     * Makes an empty staging directory. What a failed activation left is settled before, by {@link Activation#settle}.
     *
     * @throws DeployException {@link Problem#DEPLOYMENT_ID_USED} when there is a release with this id,
     *         {@link Problem#INVALID_REQUEST} when it was used otherwise, {@link Problem#NO_SPACE} or
     *         {@link Problem#STORAGE_FAILED} when the directory cannot be made
     */
    public Staging stage(ProjectName project, DeploymentId id) {
        requireUnused(project, id);
        if (Files.exists(home.staging().resolve(id.value()), LinkOption.NOFOLLOW_LINKS)) {
            throw new DeployException(Problem.INVALID_REQUEST, "The deployment id " + id
                    + " has been used before, and something is left of it");
        }
        return Staging.make(home, project, id, disk);
    }

    /**
     * Which release is live, by what stands in {@code live/} alone.
     *
     * @return empty when the project has no live release
     * @throws DeployException {@link Problem#STORAGE_FAILED} when what is there is not of this server's making
     */
    public Optional<DeploymentId> live(ProjectName project) {
        try {
            return liveId(project);
        } catch (IOException e) {
            throw StorageFailure.of(e, "reading live/" + project);
        }
    }

    Optional<DeploymentId> liveId(ProjectName project) throws IOException {
        return live.id(project);
    }

    /** The link, or directory, that servers are pointed at, whether or not it is there. */
    public Path livePath(ProjectName project) {
        return live.place(project);
    }

    /** Where a release is, or would be. Its content never changes once it was live. */
    public Path releasePath(ProjectName project, DeploymentId id) {
        return home.releases().resolve(project.value()).resolve(id.value());
    }

    /** Whether the release is there, live or not. */
    public boolean isKept(ProjectName project, DeploymentId id) {
        return isDirectory(releasePath(project, id));
    }

    /**
     * Refuses an id that a release of the project has.
     *
     * @throws DeployException {@link Problem#DEPLOYMENT_ID_USED}: nothing is done a second time
     */
    public void requireUnused(ProjectName project, DeploymentId id) {
        if (isKept(project, id)) {
            throw new DeployException(Problem.DEPLOYMENT_ID_USED,
                    "Project " + project + " has a release of deployment " + id + " already");
        }
    }

    /**
     * The projects that have a live release, sorted by name: one entry each in memory.
     *
     * @throws DeployException {@link Problem#STORAGE_FAILED} when the directory cannot be read
     */
    public List<ProjectName> projects() {
        return Stream.concat(
                named(home.live(), Files::isSymbolicLink, ProjectName::new, LISTING_LIVE).stream(),
                named(home.live(), ReleaseStore::isMark, ReleaseStore::marked, LISTING_LIVE).stream())
                .sorted().distinct().toList();
    }

    private static boolean isMark(Path path) {
        return path.getFileName().toString().startsWith(LiveReleases.MARK);
    }

    private static ProjectName marked(String name) {
        return new ProjectName(name.substring(LiveReleases.MARK.length()));
    }

    /**
     * The projects that have releases, live or not, sorted by name: one entry each in memory.
     *
     * @throws DeployException {@link Problem#STORAGE_FAILED} when the directory cannot be read
     */
    public List<ProjectName> projectsOnDisk() {
        return named(home.releases(), ReleaseStore::isDirectory, ProjectName::new, "listing the projects");
    }

    /**
     * The releases of a project that are there, live or not, sorted by id: one entry each in memory, and retention
     * bounds how many there are. What is not named as a release is passed over.
     *
     * @throws DeployException {@link Problem#STORAGE_FAILED} when the directory cannot be read
     */
    public List<DeploymentId> kept(ProjectName project) {
        return named(home.releases().resolve(project.value()), ReleaseStore::isDirectory, DeploymentId::new,
                "listing the releases of " + project);
    }

    private static <T> List<T> named(Path directory, Predicate<Path> wanted, Function<String, T> name, String what) {
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(wanted)
                    .map(child -> child.getFileName().toString())
                    .flatMap(text -> parsed(text, name))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageFailure.of(e, what);
        } catch (UncheckedIOException e) {
            throw StorageFailure.of(e.getCause(), what);
        }
    }

    private static <T> Stream<T> parsed(String text, Function<String, T> name) {
        try {
            return Stream.of(name.apply(text));
        } catch (DeployException e) {
            return Stream.empty();
        }
    }

    private static boolean isDirectory(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * How large a release is. Looks at each of its files: takes as long as listing it.
     *
     * @throws DeployException {@link Problem#NOT_FOUND} when it is not there, {@link Problem#STORAGE_FAILED} when it
     *         cannot be read
     */
    public ReleaseSize size(ProjectName project, DeploymentId id) {
        try {
            return ReleaseSize.of(releasePath(project, id));
        } catch (NoSuchFileException e) {
            throw new DeployException(Problem.NOT_FOUND, "Project " + project + " has no release " + id + " here", e);
        } catch (IOException e) {
            throw StorageFailure.of(e, "measuring release " + id);
        }
    }

    /**
     * Lets a release be read: it is not collected before the pin is closed.
     *
     * @return empty when there is no such release
     */
    public Optional<PinnedRelease> pin(ProjectName project, DeploymentId id) {
        if (!pins.enter(project, id)) {
            return Optional.empty();
        }
        PinnedRelease pin = new PinnedRelease(project, id, releasePath(project, id), pins);
        if (isKept(project, id)) {
            return Optional.of(pin);
        }
        pin.close();
        return Optional.empty();
    }

    /**
     * Lets the release be read that is live now; it may be replaced meanwhile.
     *
     * @return empty when the project has no live release
     * @throws DeployException {@link Problem#STORAGE_FAILED} when the link leads nowhere
     */
    public Optional<PinnedRelease> pinLive(ProjectName project) {
        Optional<DeploymentId> live = live(project);
        while (live.isPresent()) {
            Optional<PinnedRelease> pin = pin(project, live.get());
            if (pin.isPresent()) {
                return pin;
            }
            Optional<DeploymentId> now = live(project); // another one was made live and this one collected
            if (now.equals(live)) {
                throw new DeployException(Problem.STORAGE_FAILED,
                        "live/" + project + " is of a release that is not there");
            }
            live = now;
        }
        return Optional.empty();
    }

    /** Whether somebody is reading the release. */
    public boolean isPinned(ProjectName project, DeploymentId id) {
        return pins.isRead(project, id);
    }

    /**
     * Takes a release out of the store, unless it is live or being read. One rename, so that there is never half a
     * release; what is returned is to be deleted. Quick. The caller holds the project's activations.
     *
     * @return empty when it is live or being read
     * @throws DeployException {@link Problem#NO_SPACE} or {@link Problem#STORAGE_FAILED}: it is still there
     */
    public Optional<Collected> collect(ProjectName project, DeploymentId id) {
        try {
            return takeOut(project, id);
        } catch (IOException e) {
            throw StorageFailure.of(e, "collecting release " + id);
        }
    }

    Optional<Collected> takeOut(ProjectName project, DeploymentId id) throws IOException {
        if (liveId(project).equals(Optional.of(id)) || !pins.leave(project, id)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Collected(id, moves.out(project, id, COLLECTED), disk));
        } catch (IOException e) {
            putBack(project, id);
            throw e;
        } finally {
            pins.left(project, id);
        }
    }

    private void putBack(ProjectName project, DeploymentId id) {
        try {
            moves.back(project, id, COLLECTED);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Release " + id + " is left in staging for the next sweep", e);
        }
    }

    /**
     * Deletes what nobody owns after a start: everything in staging, temporary links, half-written journals, archives
     * that never arrived, empty directories of projects. Called once, after {@link Activation#recover} and before the
     * first {@link #stage}. It goes on when something cannot be deleted.
     *
     * @return what was deleted and what could not be
     */
    public Sweep sweep() {
        return new Sweep.Run(home, disk).sweep();
    }
}
