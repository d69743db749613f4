package dev.slipway.rollout;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.records.Entries;
import dev.slipway.records.Entries.Entry;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Deletes entries that no node needs any more, late and wiped ones included; docs/cluster.md has the rules. Any node does it, one
 * at a time. Each entry is deleted as it was read: one that has been written meanwhile stays. What refers to others is read
 * after these, so that nothing goes to which somebody refers. Blocks; one thread.
 */
final class EntrySweep {
    /** Time between two sweeps of a cluster. */
    static final Duration EVERY = Duration.ofMinutes(10);
    /** What is younger may be part of something that has not been written yet. */
    private static final long YOUNG_MILLIS = Duration.ofDays(1).toMillis();
    private static final long WISH_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final long JOB_MILLIS = Duration.ofDays(7).toMillis();
    private static final System.Logger LOG = System.getLogger(EntrySweep.class.getName());

    private final Records records;
    private final Entries entries;
    private final Board board;

    private final LongSupplier time;

    /** @param time milliseconds by the clock of the records */
    EntrySweep(Records records, Board board, LongSupplier time) {
        this.time = time;
        this.records = records;
        this.entries = records.entries();
        this.board = board;
    }

    /** Sweeps, if no node has in the last minutes. @return how many entries went */
    int sweepIfDue() {
        return records.lease("sweep", DeploymentId.next().value(), EVERY).isPresent() ? sweep() : 0;
    }

    int sweep() {
        int gone = old(Cancels.KEY, WISH_MILLIS) + old(RestartJobs.ENDED, JOB_MILLIS) + holds() + ofNodes() + recipes() + archives();
        if (gone > 0) {
            LOG.log(System.Logger.Level.INFO, "{0} entries that no node needs any more were deleted", gone);
        }
        return gone;
    }

    private int old(String prefix, long millis) {
        return delete(entries.range(prefix).stream().filter(entry -> entry.ageMillis() > millis).toList());
    }

    private int delete(List<Entry> unneeded) {
        return (int) unneeded.stream().filter(entry -> entries.delete(entry.key(), entry.version())).count();
    }

    /** Wishes tell themselves when they end. */
    private int holds() {
        List<Entry> all = entries.range(Board.HOLDS);
        Set<String> open = new HashSet<>();
        long now = time.getAsLong();
        for (Hold hold : board.holds()) {
            if (hold.until() >= now) {
                open.add(Board.HOLDS + hold.recipe().project() + "/" + hold.recipe().release());
            }
        }
        return delete(all.stream().filter(entry -> entry.ageMillis() > WISH_MILLIS && !open.contains(entry.key())).toList());
    }

    /** A node that is forgotten begins anew when it comes back: what it has is on its disk. */
    private int ofNodes() {
        List<Entry> all = new ArrayList<>(entries.range(Board.OBSERVED));
        all.addAll(entries.range(Board.APART));
        Map<ProjectName, Desired> desired = desired();
        Set<String> nodes = new HashSet<>();
        entries.range(Membership.KEY).forEach(entry -> nodes.add(entry.key().substring(Membership.KEY.length())));
        return delete(all.stream().filter(entry -> entry.ageMillis() > WISH_MILLIS)
                .filter(entry -> !nodes.contains(entry.key().substring(entry.key().lastIndexOf('/') + 1)) || isPassed(entry, desired))
                .toList());
    }

    /** What a node was told itself, before something else was to be live. */
    private static boolean isPassed(Entry entry, Map<ProjectName, Desired> desired) {
        return entry.key().startsWith(Board.APART) && desired.values().stream().anyMatch(wanted ->
                entry.key().startsWith(Board.APART + wanted.project() + "/") && isBefore(entry.value(), wanted.state() == Desired.State.PREPARING ? wanted.before() : wanted.since()));
    }

    private static boolean isBefore(String generation, long since) {
        try {
            return Long.parseLong(generation) < since;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private Map<ProjectName, Desired> desired() {
        Map<ProjectName, Desired> desired = new HashMap<>();
        board.desired().forEach(posted -> desired.put(posted.desired().project(), posted.desired()));
        return desired;
    }

    private int recipes() {
        List<Entry> old = entries.range(Board.RECIPES).stream().filter(entry -> entry.ageMillis() > YOUNG_MILLIS).toList();
        Map<ProjectName, Desired> desired = desired();
        Map<ProjectName, Map<String, Observed>> observed = board.observed();
        Set<DeploymentId> held = new HashSet<>();
        board.holds().forEach(hold -> held.add(hold.recipe().release()));
        if (!board.understands(Board.DESIRED) || !board.understands(Board.OBSERVED) || !board.understands(Board.HOLDS)) {
            return 0; // it may name any of them
        }
        return delete(old.stream().filter(entry -> board.recipe(entry).filter(recipe -> !held.contains(recipe.release())
                && Optional.ofNullable(desired.get(recipe.project())).filter(wanted -> names(wanted, recipe.release())).isEmpty()
                && observed.getOrDefault(recipe.project(), Map.of()).values().stream().noneMatch(said -> said.holds(recipe.release()))
                && !isKept(recipe.digest())).isPresent()).toList());
    }

    private static boolean names(Desired desired, DeploymentId release) {
        return desired.release().equals(Optional.of(release)) || desired.previous().equals(Optional.of(release));
    }

    /** Where its archive is kept it can be made again. */
    private boolean isKept(Digest digest) {
        return records.list(Filter.ALL.keeping(digest), 1, 0).total() > 0;
    }

    /** By what archives are checked of which no release is made any more. */
    private int archives() {
        List<Entry> old = entries.range(Board.PAYLOADS).stream().filter(entry -> entry.ageMillis() > YOUNG_MILLIS).toList();
        Set<String> needed = new HashSet<>();
        List<Entry> recipes = entries.range(Board.RECIPES);
        recipes.forEach(entry -> board.recipe(entry).ifPresent(recipe -> needed.add(recipe.digest().hex())));
        boolean understood = recipes.stream().allMatch(entry -> board.recipe(entry).isPresent());
        return delete(old.stream().filter(entry -> understood && !needed.contains(entry.key().substring(Board.PAYLOADS.length())))
                .toList());
    }
}
