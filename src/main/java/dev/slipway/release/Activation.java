package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes releases live. The order on disk is what makes it safe, each step durable before the next:
 *
 * <ol>
 *   <li>the tree in staging is synced;
 *   <li>the journal says from which release to which;
 *   <li>the tree is renamed to {@code releases/<project>/<id>};
 *   <li>a new link is renamed over {@code live/<project>}: this one system call is the activation;
 *   <li>the journal is deleted.
 * </ol>
 *
 * <p>A failure up to and including the sync of the new link is undone at once, the old release staying live or being
 * made live again; later ones cannot change the outcome any more. When undoing fails as well, the failure says so if
 * the new release is live, and the journal stays for the next activation or start, which goes by the link. After a
 * crash {@link #recover} looks at the link: on the new release, the activation is finished; on the old one, it is
 * undone. Undoing needs no deletion of trees: the release is renamed back into staging, so that a cut-off deletion
 * never leaves half a release.
 *
 * <p>Blocking; workers only. The caller runs at most one activation per project at a time (asserted); those of
 * different projects run side by side.
 */
public final class Activation {
    private static final System.Logger LOG = System.getLogger(Activation.class.getName());

    private static final String MAKING_LIVE = "making the release live";

    private final HomeDirectory home;
    private final ReleaseStore store;
    private final Sync sync;
    private final Disk disk;
    private final Journal journal;
    private final Set<ProjectName> running = ConcurrentHashMap.newKeySet();

    /** For the store of the same home. One for the whole server. */
    public Activation(HomeDirectory home, ReleaseStore store, Sync sync) {
        this(home, store, sync, new RealDisk());
    }

    Activation(HomeDirectory home, ReleaseStore store, Sync sync, Disk disk) {
        this.home = home;
        this.store = store;
        this.sync = sync;
        this.disk = disk;
        this.journal = new Journal(home, disk);
    }

    /**
     * Makes the staged tree the project's live release, durably. The staging directory is gone afterwards, whatever
     * happens. An interrupt is obeyed while the tree is being synced, and later only passed on.
     *
     * @param staging complete; nobody writes into it any more
     * @param files how many files the tree has, roughly: it decides how they are synced
     * @return what was live before, and the new release
     * @throws DeployException {@link Problem#NO_SPACE} or {@link Problem#STORAGE_FAILED}, or
     *         {@link Problem#DEPLOYMENT_ID_USED} when a release has the id already: what was live still is, unless the
     *         detail says that undoing failed too
     * @throws IllegalStateException when an activation of the same project is running
     */
    public Activated activate(Staging staging, long files) {
        try (staging) {
            return alone(staging.project(), MAKING_LIVE, () -> {
                settleLeftover(staging.project());
                store.requireUnused(staging.project(), staging.id());
                disk.publish(staging.tree());
                sync.tree(staging.tree(), files);
                return run(staging.project(), staging.id(), Journal.Action.LAUNCH);
            });
        }
    }

    /**
     * Makes a release live that is kept in the store: the way back. Its content was synced when it came there.
     * Nothing happens when it is live already.
     *
     * @throws DeployException {@link Problem#NOT_FOUND} when there is no such release; {@link Problem#NO_SPACE} or
     *         {@link Problem#STORAGE_FAILED}: the release that was live still is, unless the detail says that undoing
     *         failed too
     * @throws IllegalStateException when an activation of the same project is running
     */
    public Activated switchTo(ProjectName project, DeploymentId id) {
        return alone(project, MAKING_LIVE, () -> {
            settleLeftover(project);
            if (!store.isKept(project, id)) {
                throw new DeployException(Problem.NOT_FOUND, "Project " + project + " has no release " + id + " here");
            }
            if (store.liveId(project).equals(Optional.of(id))) {
                return new Activated(Optional.of(id), id);
            }
            return run(project, id, Journal.Action.SWITCH);
        });
    }

    /**
     * Settles what a failed activation of the project left, whose undoing failed too; nothing happens when there is
     * none. Done before a release is staged, so that one which never was live does not count as there.
     *
     * @throws DeployException {@link Problem#NO_SPACE} or {@link Problem#STORAGE_FAILED}: it is still not settled
     * @throws IllegalStateException when an activation of the same project is running
     */
    public void settle(ProjectName project) {
        alone(project, "settling an earlier activation", () -> {
            settleLeftover(project);
            return Optional.empty();
        });
    }

    /**
     * Settles every activation that a crash cut off. Called once at start-up, before the sweep and before anything else
     * is done; may itself be cut off and repeated.
     *
     * @return what came of each; empty after an orderly stop
     * @throws DeployException {@link Problem#STORAGE_FAILED} when the journal cannot be listed
     */
    public List<Settled> recover() {
        List<Settled> all = new ArrayList<>();
        try {
            for (ProjectName project : journal.projects()) {
                recover(project).ifPresent(all::add);
            }
        } catch (IOException e) {
            throw StorageFailure.of(e, "reading the journal");
        }
        return all;
    }

    private Optional<Settled> recover(ProjectName project) throws IOException {
        Optional<Journal.Entry> found = journal.read(project);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Journal.Entry entry = found.get();
        Settled.Outcome outcome;
        try {
            outcome = settle(entry);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "Cannot settle the activation of " + project, e);
            outcome = Settled.Outcome.UNSETTLED;
        }
        return Optional.of(new Settled(project, entry.to(), outcome));
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T alone(ProjectName project, String what, Work<T> work) {
        if (!running.add(project)) {
            throw new IllegalStateException("two activations of " + project + " at once");
        }
        try {
            return work.run();
        } catch (IOException e) {
            throw StorageFailure.of(e, what);
        } finally {
            running.remove(project);
        }
    }

    private Activated run(ProjectName project, DeploymentId to, Journal.Action action) throws IOException {
        Journal.Entry entry = new Journal.Entry(project, store.liveId(project), to, action);
        try {
            journal.write(entry);
            if (action == Journal.Action.LAUNCH) {
                launch(entry);
            }
            pointTo(project, to);
        } catch (IOException e) {
            throw StorageFailure.of(e, undo(entry, e));
        }
        close(entry);
        return new Activated(entry.from(), to);
    }

    private void launch(Journal.Entry entry) throws IOException {
        Path directory = home.releases().resolve(entry.project().value());
        if (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)) {
            disk.createDirectory(directory);
            disk.publish(directory);
            disk.force(home.releases());
        }
        Path staging = home.staging().resolve(entry.to().value());
        disk.rename(staging.resolve("tree"), store.releasePath(entry.project(), entry.to()));
        disk.force(directory);
        disk.force(staging);
    }

    private void pointTo(ProjectName project, DeploymentId id) throws IOException {
        Path next = nextLink(project);
        disk.deleteIfThere(next);
        disk.link(next, ReleaseStore.linkTarget(project, id));
        disk.rename(next, store.livePath(project));
        disk.force(home.live());
    }

    private Path nextLink(ProjectName project) {
        return home.live().resolve(ReleaseStore.NEW_LINK + project);
    }

    /** The release is live and durable: a journal that stays is settled to the same end later. */
    private void close(Journal.Entry entry) {
        try {
            journal.delete(entry.project());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Cannot delete the journal of " + entry.project() + "; once more", e);
            try {
                journal.delete(entry.project());
            } catch (IOException again) {
                LOG.log(System.Logger.Level.WARNING, "Cannot delete the journal of " + entry.project()
                        + "; the next activation or start does", again);
            }
        }
    }

    /** Returns what failed, for the client; when undoing failed too, with what that means. */
    private String undo(Journal.Entry entry, IOException failure) {
        try {
            if (isLive(entry)) {
                pointBack(entry);
            }
            takeAway(entry);
            return MAKING_LIVE;
        } catch (IOException e) {
            failure.addSuppressed(e);
            LOG.log(System.Logger.Level.ERROR, "Cannot undo the activation of " + entry.project()
                    + "; the next activation or start settles it by what is live", e);
            return afterFailedUndo(entry);
        }
    }

    private String afterFailedUndo(Journal.Entry entry) {
        try {
            return isLive(entry)
                    ? "release " + entry.to() + " is live nevertheless, since undoing failed after " + MAKING_LIVE
                    : MAKING_LIVE;
        } catch (IOException e) {
            return "it is not known what is live, since undoing failed after " + MAKING_LIVE;
        }
    }

    private void pointBack(Journal.Entry entry) throws IOException {
        if (entry.from().isPresent()) {
            pointTo(entry.project(), entry.from().get());
        } else {
            disk.delete(store.livePath(entry.project()));
            disk.force(home.live());
        }
    }

    private void settleLeftover(ProjectName project) throws IOException {
        Optional<Journal.Entry> leftover = journal.read(project);
        if (leftover.isPresent()) {
            settle(leftover.get());
        }
    }

    /** What is seen may be in the page cache only, hence the syncs. Each step may have been done before. */
    private Settled.Outcome settle(Journal.Entry entry) throws IOException {
        if (!isLive(entry)) {
            takeAway(entry);
            return Settled.Outcome.UNDONE;
        }
        disk.force(home.releases());
        disk.force(home.releases().resolve(entry.project().value()));
        disk.force(home.live());
        journal.delete(entry.project());
        return Settled.Outcome.FINISHED;
    }

    private boolean isLive(Journal.Entry entry) throws IOException {
        return store.liveId(entry.project()).equals(Optional.of(entry.to()));
    }

    private void takeAway(Journal.Entry entry) throws IOException {
        disk.deleteIfThere(nextLink(entry.project()));
        disk.force(home.live());
        Path undone = home.staging().resolve(entry.to() + ".undone");
        if (entry.action() == Journal.Action.LAUNCH) {
            unlaunch(entry, undone);
        }
        journal.delete(entry.project());
        TreeRemoval.remove(undone, disk);
    }

    private void unlaunch(Journal.Entry entry, Path undone) throws IOException {
        if (store.isKept(entry.project(), entry.to())) {
            TreeRemoval.remove(undone, disk);
            disk.rename(store.releasePath(entry.project(), entry.to()), undone);
            disk.force(home.staging());
        }
        Path directory = home.releases().resolve(entry.project().value());
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            disk.force(directory);
            deleteIfEmpty(directory);
        }
        disk.force(home.releases());
    }

    private void deleteIfEmpty(Path directory) throws IOException {
        try {
            disk.delete(directory);
        } catch (DirectoryNotEmptyException e) {
            // other releases are in it
        }
    }
}
