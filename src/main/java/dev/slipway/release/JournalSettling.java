package dev.slipway.release;

import dev.slipway.model.ProjectName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Brings an activation to its end that did not come there by itself: undoes one that failed, finishes or undoes one that was cut
 * off, by what is live. Each step may have been done before. Used under the project's activation.
 */
final class JournalSettling {
    private static final System.Logger LOG = System.getLogger(JournalSettling.class.getName());
    private static final String MAKING_LIVE = Activation.MAKING_LIVE;
    private static final String SINCE = ", since undoing failed after " + MAKING_LIVE;

    private final HomeDirectory home;
    private final ReleaseStore store;
    private final Disk disk;
    private final Journal journal;
    private final LivePlace place;
    private final ReleaseMoves moves;
    private final ComponentDrop drops;

    JournalSettling(HomeDirectory home, ReleaseStore store, Disk disk, Journal journal, LivePlace place) {
        this.home = home;
        this.store = store;
        this.disk = disk;
        this.journal = journal;
        this.place = place;
        this.moves = new ReleaseMoves(home, disk);
        this.drops = new ComponentDrop(store, place, journal);
    }

    /** The release is live and durable: a journal that stays is settled to the same end later. */
    void close(Journal.Entry entry) {
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
    String undo(Journal.Entry entry, IOException failure) {
        try {
            if (isLive(entry)) {
                pointBack(entry);
            } else if (entry.from().isPresent()) {
                place.complete(entry.project());
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
            boolean live = isLive(entry);
            if (!live && entry.from().isEmpty()) {
                return MAKING_LIVE;
            }
            boolean shown = place.isShown(entry.project());
            if (live) {
                return shown ? "release " + entry.to() + " is live nevertheless" + SINCE
                        : "release " + entry.to() + " is to be live, but readers find the old one, or nothing, until the disk"
                                + " works again" + SINCE;
            }
            return shown ? MAKING_LIVE
                    : "release " + entry.from().get() + " is to be live as before, but it is not certain what readers find"
                            + " until the disk works again" + SINCE;
        } catch (IOException e) {
            return "it is not known what is live" + SINCE;
        }
    }

    private void pointBack(Journal.Entry entry) throws IOException {
        if (entry.from().isPresent()) {
            place.pointTo(entry.project(), entry.from().get());
        } else {
            place.remove(entry.project());
        }
    }

    /** A drop that waits for readers is forgotten: their releases are releases like others from now on. */
    void settleLeftover(ProjectName project) throws IOException {
        Optional<Journal.Entry> leftover = journal.read(project);
        if (leftover.isPresent()) {
            settle(leftover.get());
            if (leftover.get().action() == Journal.Action.DROP) {
                journal.delete(project);
            }
        }
    }

    /** What is seen may be in the page cache only, hence the syncs. Each step may have been done before. */
    Settled.Outcome settle(Journal.Entry entry) throws IOException {
        if (entry.action() == Journal.Action.DROP) {
            drops.settle(entry.project());
            return Settled.Outcome.FINISHED;
        }
        if (!isLive(entry)) {
            takeAway(entry);
            place.complete(entry.project());
            return Settled.Outcome.UNDONE;
        }
        disk.force(home.releases());
        disk.force(home.releases().resolve(entry.project().value()));
        place.complete(entry.project());
        disk.force(home.live());
        journal.delete(entry.project());
        return Settled.Outcome.FINISHED;
    }

    private boolean isLive(Journal.Entry entry) throws IOException {
        return store.liveId(entry.project()).equals(Optional.of(entry.to()));
    }

    private void takeAway(Journal.Entry entry) throws IOException {
        place.clean(entry.project());
        if (entry.action() == Journal.Action.LAUNCH) {
            Path undone = moves.out(entry.project(), entry.to(), Activation.UNDONE);
            journal.delete(entry.project());
            TreeRemoval.remove(undone, disk);
        } else {
            journal.delete(entry.project());
        }
    }
}
