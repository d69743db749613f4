package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes a component away. The journal says so, then what is live is removed: one system call decides. Then the
 * releases are taken out one by one, each by one rename, and the journal goes when none is left. Used under the
 * project's activation.
 */
final class ComponentDrop {
    private static final System.Logger LOG = System.getLogger(ComponentDrop.class.getName());
    private static final String DROPPING = "dropping the component";

    private final ReleaseStore store;
    private final LivePlace place;
    private final Journal journal;

    ComponentDrop(ReleaseStore store, LivePlace place, Journal journal) {
        this.store = store;
        this.place = place;
        this.journal = journal;
    }

    Dropped drop(ProjectName project) throws IOException {
        Optional<DeploymentId> live = store.liveId(project);
        if (live.isEmpty() && store.kept(project).isEmpty()) {
            throw new DeployException(Problem.NOT_FOUND, "There is no component " + project + " here");
        }
        try {
            journal.write(new Journal.Entry(project, live, live.orElseGet(DeploymentId::next), Journal.Action.DROP));
            place.remove(project);
        } catch (IOException e) {
            throw StorageFailure.of(e, Shielded.run(() -> undo(project, live, e)));
        }
        return dropped(project, live);
    }

    /** The readers see nothing of it any more, so that it does not fail now: what stays is settled later. */
    private Dropped dropped(ProjectName project, Optional<DeploymentId> live) {
        List<Collected> releases = new ArrayList<>();
        try {
            return new Dropped(live, releases, takeOut(project, releases));
        } catch (IOException | DeployException e) {
            LOG.log(System.Logger.Level.WARNING, "Cannot take away all releases of the dropped component " + project
                    + "; the next activation or start does", e);
            return new Dropped(live, releases, 0);
        }
    }

    private String undo(ProjectName project, Optional<DeploymentId> live, IOException failure) {
        try {
            if (live.isPresent()) {
                if (store.liveId(project).isEmpty()) {
                    place.pointTo(project, live.get());
                } else {
                    place.complete(project);
                }
            }
            journal.delete(project);
            return DROPPING;
        } catch (IOException e) {
            failure.addSuppressed(e);
            LOG.log(System.Logger.Level.ERROR, "Cannot undo the drop of " + project
                    + "; the next activation or start settles it by what is live", e);
            return DROPPING + ", of which it is not known whether it is live";
        }
    }

    /** Finishes a drop, unless it never came to be. Every step may have been done before. */
    void settle(ProjectName project) throws IOException {
        if (store.liveId(project).isPresent()) {
            place.complete(project);
            journal.delete(project);
            return;
        }
        place.remove(project);
        List<Collected> releases = new ArrayList<>();
        takeOut(project, releases);
        releases.forEach(Collected::delete);
    }

    /** Returns how many are left because they are being read. */
    private int takeOut(ProjectName project, List<Collected> releases) throws IOException {
        int inUse = 0;
        for (DeploymentId id : store.kept(project)) {
            Optional<Collected> release = store.takeOut(project, id);
            release.ifPresent(releases::add);
            inUse += release.isPresent() ? 0 : 1;
        }
        if (inUse == 0) {
            journal.delete(project);
        }
        return inUse;
    }
}
