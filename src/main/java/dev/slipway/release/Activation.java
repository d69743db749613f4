package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes trees in staging releases, and releases live. The order on disk is what makes it safe, each step durable before
 * the next:
 *
 * <ol>
 *   <li>the tree in staging is synced: {@link #prepare};
 *   <li>the journal says from which release to which;
 *   <li>the tree is renamed to {@code releases/<project>/<id>};
 *   <li>a new link is renamed over {@code live/<project>}: this one system call is the activation ({@link LiveDirectory}
 *       tells what is done instead where there are no links);
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

    static final String MAKING_LIVE = "making the release live";
    private static final String KEEPING = "keeping the release";
    /** Suffix in staging of a release that was taken away again. */
    static final String UNDONE = ".undone";

    private final HomeDirectory home;
    private final ReleaseStore store;
    private final Sync sync;
    private final Disk disk;
    private final Journal journal;
    private final LivePlace place;
    private final ReleaseMoves moves;
    private final ComponentDrop drops;
    private final JournalSettling settling;
    private final Set<ProjectName> running = ConcurrentHashMap.newKeySet();

    /** In the form that the home's file system can do, a link if possible. */
    public Activation(HomeDirectory home, ReleaseStore store, Sync sync) {
        this(home, store, sync, home.liveForm());
    }

    /** For the store of the same home. One for the whole server. */
    public Activation(HomeDirectory home, ReleaseStore store, Sync sync, LiveForm form) {
        this(home, store, sync, form, new RealDisk());
    }

    Activation(HomeDirectory home, ReleaseStore store, Sync sync, LiveForm form, Disk disk) {
        this.home = home;
        this.store = store;
        this.sync = sync;
        this.disk = disk;
        this.journal = new Journal(home, disk);
        this.place = LivePlace.of(form, home, sync, disk);
        this.moves = new ReleaseMoves(home, disk);
        this.drops = new ComponentDrop(store, place, journal);
        this.settling = new JournalSettling(home, store, disk, journal, place);
    }

    /**
     * Gets a staged tree ready for {@link #activate} or {@link #certify}: every byte of it onto the disk. Slow, and may
     * be done while an activation of the same project runs. An interrupt is obeyed.
     *
     * @param staging complete; nobody writes into it any more
     * @param files how many files the tree has, roughly: it decides how they are synced
     * @throws DeployException {@link Problem#NO_SPACE} or {@link Problem#STORAGE_FAILED}; it can only be discarded then
     */
    public void prepare(Staging staging, long files) {
        try {
            disk.publish(staging.tree());
            sync.tree(staging.tree(), files, staging.begun());
        } catch (IOException e) {
            throw StorageFailure.of(e, "getting the release onto the disk");
        }
        staging.markPrepared();
    }

    /**
     * Makes the staged tree the project's live release, durably. The staging directory is gone afterwards, whatever
     * happens. Quick, whatever the size of the tree, and an interrupt is only passed on; but where a directory is live the tree is
     * copied, and an interrupt obeyed. What is undone then, or after a failure, no interrupt cuts short.
     *
     * @param staging prepared
     * @return what was live before, and the new release
     * @throws DeployException {@link Problem#NO_SPACE} or {@link Problem#STORAGE_FAILED}, or
     *         {@link Problem#DEPLOYMENT_ID_USED} when a release has the id already: what was live still is, unless the
     *         detail says that undoing failed too
     * @throws IllegalStateException when an activation of the same project is running, or the tree is not prepared
     */
    public Activated activate(Staging staging) {
        try (staging) {
            return alone(staging.project(), MAKING_LIVE, () -> {
                admit(staging);
                return run(staging.project(), staging.id(), Journal.Action.LAUNCH);
            });
        }
    }

    /**
     * Makes the staged tree a release of the project, durably, and leaves live what is: {@link #switchTo} makes it live.
     * One rename decides, so that there is the whole release or none after a crash. The staging directory is gone
     * afterwards, whatever happens. Quick, whatever the size of the tree.
     *
     * @param staging prepared
     * @throws DeployException as {@link #activate}; the release is not there then, unless the detail says so
     * @throws IllegalStateException when an activation of the same project is running, or the tree is not prepared
     */
    public void certify(Staging staging) {
        try (staging) {
            alone(staging.project(), KEEPING, () -> {
                admit(staging);
                try {
                    moves.in(staging.project(), staging.id());
                } catch (IOException e) {
                    throw StorageFailure.of(e, Shielded.run(() -> revoke(staging, e)));
                }
                return Optional.empty();
            });
        }
    }

    /** Returns what failed, for the client. */
    private String revoke(Staging staging, IOException failure) {
        try {
            TreeRemoval.remove(moves.out(staging.project(), staging.id(), UNDONE), disk);
            return KEEPING;
        } catch (IOException e) {
            failure.addSuppressed(e);
            LOG.log(System.Logger.Level.ERROR, "Cannot take release " + staging.id() + " away again", e);
            return store.isKept(staging.project(), staging.id())
                    ? "release " + staging.id() + " is kept nevertheless, since undoing failed after " + KEEPING
                    : KEEPING;
        }
    }

    private void admit(Staging staging) throws IOException {
        if (!staging.prepared()) {
            throw new IllegalStateException("the staged tree is not prepared");
        }
        settling.settleLeftover(staging.project());
        store.requireUnused(staging.project(), staging.id());
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
            settling.settleLeftover(project);
            if (!store.isKept(project, id)) {
                throw new DeployException(Problem.NOT_FOUND, "Project " + project + " has no release " + id + " here");
            }
            if (store.liveId(project).equals(Optional.of(id))) {
                place.complete(project);
                return new Activated(Optional.of(id), id);
            }
            return run(project, id, Journal.Action.SWITCH);
        });
    }

    /**
     * Takes a component away: nothing of the project is live afterwards, and all its releases are taken out of the
     * store. One system call decides; after a crash the component is live as it was, or gone and the rest is settled.
     * Quick; what is returned is to be deleted.
     *
     * @throws DeployException {@link Problem#NOT_FOUND} when the project has no release; {@link Problem#NO_SPACE} or
     *         {@link Problem#STORAGE_FAILED}: what was live still is, unless the detail says that this is not known
     * @throws IllegalStateException when an activation of the same project is running
     */
    public Dropped drop(ProjectName project) {
        return alone(project, "dropping the component", () -> {
            settling.settleLeftover(project);
            return drops.drop(project);
        });
    }

    /**
     * Takes away what is live and leaves nothing in its place; every release is kept. Nothing happens when none is live. One step
     * decides; after a crash the release is live as it was, or none is. Quick.
     *
     * @throws DeployException {@link Problem#NO_SPACE} or {@link Problem#STORAGE_FAILED}: what was live may still be
     * @throws IllegalStateException when an activation of the same project is running
     */
    public void withdraw(ProjectName project) {
        alone(project, "taking the release away", () -> {
            settling.settleLeftover(project);
            place.remove(project);
            return Optional.empty();
        });
    }

    /**
     * Settles what a failed activation of the project left, whose undoing failed too; nothing happens when there is
     * none. Done before a release is staged, so that one which never was live does not count as there, and from time to
     * time, so that the releases of a dropped component go which were being read.
     *
     * @throws DeployException {@link Problem#NO_SPACE} or {@link Problem#STORAGE_FAILED}: it is still not settled
     * @throws IllegalStateException when an activation of the same project is running
     */
    public void settle(ProjectName project) {
        alone(project, "settling an earlier activation", () -> {
            Optional<Journal.Entry> leftover = journal.read(project);
            if (leftover.isPresent()) {
                settling.settle(leftover.get());
            }
            return Optional.empty();
        });
    }

    /**
     * Settles every activation and every drop that a crash cut off. Called once at start-up, before the sweep and before anything else
     * is done; may itself be cut off and repeated.
     *
     * @return what came of each activation; empty after an orderly stop
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
        store.projects().forEach(this::takeOver);
        return all;
    }

    /** What is live may have another form, or may have been on its way from one to the other. */
    private void takeOver(ProjectName project) {
        try {
            place.complete(project);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "live/" + project + " cannot be brought into the form that is set", e);
        }
    }

    private Optional<Settled> recover(ProjectName project) throws IOException {
        Optional<Journal.Entry> found = journal.read(project);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Journal.Entry entry = found.get();
        Settled.Outcome outcome;
        try {
            outcome = settling.settle(entry);
        } catch (IOException | DeployException e) {
            LOG.log(System.Logger.Level.ERROR, "Cannot settle the activation of " + project, e);
            outcome = Settled.Outcome.UNSETTLED;
        }
        return entry.action() == Journal.Action.DROP
                ? Optional.empty() : Optional.of(new Settled(project, entry.to(), outcome));
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
                moves.in(project, to);
            }
            place.pointTo(project, to);
        } catch (IOException e) {
            throw StorageFailure.of(e, Shielded.run(() -> settling.undo(entry, e)));
        }
        settling.close(entry);
        return new Activated(entry.from(), to);
    }
}
