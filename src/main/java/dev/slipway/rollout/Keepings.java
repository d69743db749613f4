package dev.slipway.rollout;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.rollout.RollOutPlan.Step;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Releases that every node is to get ready and keep, and those on this node who wait for that. {@link #add} is for any thread;
 * {@link #look} for one thread.
 */
final class Keepings {
    private final Board board;
    private final Membership membership;
    private final Queue<Keeping> all = new ConcurrentLinkedQueue<>();

    private volatile @Nullable DeployException stopped;

    private record Keeping(Waiting who, Hold hold, boolean ignoresErrors, int copies) {
        DeploymentId release() {
            return hold.recipe().release();
        }
    }

    Keepings(Board board, Membership membership) {
        this.board = board;
        this.membership = membership;
    }

    /** @throws DeployException when it cannot be written; nobody waits then */
    void add(Waiting who, Hold hold, boolean ignoresErrors, int copies) {
        board.put(hold);
        all.add(new Keeping(who, hold, ignoresErrors, copies));
        DeployException reason = stopped;
        if (reason != null) {
            stop(reason);
        }
    }

    /** Nobody waits any more, nor will anybody. */
    void stop(DeployException reason) {
        stopped = reason;
        all.forEach(keeping -> keeping.who().end().completeExceptionally(reason));
        all.clear();
    }

    void look(Map<ProjectName, Map<String, Observed>> observed) {
        for (Iterator<Keeping> each = all.iterator(); each.hasNext();) {
            Keeping keeping = each.next();
            if (hasEnded(keeping, observed.getOrDefault(keeping.hold().recipe().project(), Map.of()))) {
                board.letGo(keeping.hold());
                each.remove();
            }
        }
    }

    private boolean hasEnded(Keeping keeping, Map<String, Observed> observed) {
        List<NodeResult> results = new ArrayList<>();
        DeploymentId release = keeping.release();
        boolean busy = false;
        int holders = 0;
        for (Member node : membership.all()) {
            Optional<Observed> said = Optional.ofNullable(observed.get(node.id()));
            boolean holds = said.map(one -> one.holds(release)).orElse(false);
            Optional<Trouble> refused = said.map(one -> one.refused().get(keeping.hold().attempt()));
            holders += holds ? 1 : 0;
            busy |= node.reachable() && !holds && refused.isEmpty();
            results.add(NodeResult.of(node, holds ? Optional.of(true) : refused.map(why -> false), refused, said.map(one -> one.begun(0))));
        }
        boolean late = membership.time() > keeping.hold().until();
        keeping.who().news(new Step.Wait(!busy && holders < keeping.copies()), results);
        Optional<Trouble> trouble = cancelled(keeping);
        if (trouble.isEmpty() && !late && (busy || holders < keeping.copies())) {
            return false;
        } else if (trouble.isEmpty()) {
            trouble = trouble(keeping, results, holders);
        }
        if (trouble.isEmpty() && !keeping.who().beyondCancel()) {
            trouble = cancelled(keeping);
        }
        keeping.who().ended(results, false, trouble);
        return true;
    }

    private static Optional<Trouble> cancelled(Keeping keeping) {
        return keeping.who().cancelled().map(reason -> new Trouble(reason.problem().code(), reason.detail()));
    }

    private static Optional<Trouble> trouble(Keeping keeping, List<NodeResult> results, int holders) {
        List<NodeResult> failed = results.stream().filter(NodeResult::failed).toList();
        if (!failed.isEmpty() && !keeping.ignoresErrors()) {
            return Optional.of(new Trouble(failed.get(0).trouble().map(Trouble::code).orElse("peer-failed"),
                    "Nodes that did not take the release: " + failed.stream().map(result -> result.node()
                            + result.trouble().map(why -> " (" + why.message() + ")").orElse(""))
                            .collect(Collectors.joining(", "))));
        }
        return holders >= keeping.copies() ? Optional.empty() : Optional.of(new Trouble("too-few-copies", "Only " + holders
                + " of the " + keeping.copies() + " nodes that must hold a release (slipway.write-copies) took it in time"));
    }
}
