package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The releases on disk: makes staging directories, and says what is live. {@link Activation} changes what is live.
 * Any worker thread; it holds no state but the home.
 */
public final class ReleaseStore {
    /** How the temporary names begin; no project's name can begin with a dot. */
    static final String NEW_LINK = ".new-";

    private final HomeDirectory home;
    private final Disk disk;

    /** Of an open home directory. */
    public ReleaseStore(HomeDirectory home) {
        this(home, new RealDisk());
    }

    ReleaseStore(HomeDirectory home, Disk disk) {
        this.home = home;
        this.disk = disk;
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
     * Which release is live, by the link alone.
     *
     * @return empty when the project has no live release
     * @throws DeployException {@link Problem#STORAGE_FAILED} when what is there is not a link of this server's making
     */
    public Optional<DeploymentId> live(ProjectName project) {
        try {
            return liveId(project);
        } catch (IOException e) {
            throw StorageFailure.of(e, "reading live/" + project);
        }
    }

    Optional<DeploymentId> liveId(ProjectName project) throws IOException {
        Path target;
        try {
            target = Files.readSymbolicLink(livePath(project));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (NotLinkException e) {
            throw new ForeignLinkException("live/" + project + " is not a symbolic link; move it away", e);
        }
        try {
            DeploymentId id = new DeploymentId(String.valueOf(target.getFileName()));
            if (target.equals(linkTarget(project, id))) {
                return Optional.of(id);
            }
        } catch (DeployException e) {
            // not an id: told below
        }
        throw new ForeignLinkException("live/" + project + " is a link that Slipway did not make; move it away", null);
    }

    /** The text of the link to a release. */
    static Path linkTarget(ProjectName project, DeploymentId id) {
        return Path.of("..", "releases", project.value(), id.value());
    }

    /** The link that servers are pointed at, whether or not it is there. */
    public Path livePath(ProjectName project) {
        return home.live().resolve(project.value());
    }

    /** Where a release is, or would be. Its content never changes once it was live. */
    public Path releasePath(ProjectName project, DeploymentId id) {
        return home.releases().resolve(project.value()).resolve(id.value());
    }

    /** Whether the release is there, live or not. */
    public boolean isKept(ProjectName project, DeploymentId id) {
        return Files.isDirectory(releasePath(project, id), LinkOption.NOFOLLOW_LINKS);
    }

    /** @throws DeployException {@link Problem#DEPLOYMENT_ID_USED}: nothing is done a second time */
    void requireUnused(ProjectName project, DeploymentId id) {
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
        try (Stream<Path> links = Files.list(home.live())) {
            return links.filter(Files::isSymbolicLink)
                    .map(link -> link.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .map(ProjectName::new)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw StorageFailure.of(e, "listing the live projects");
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
