package dev.slipway.rollout;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Records;
import dev.slipway.records.Records.Lease;
import dev.slipway.rollout.Board.Posted;
import dev.slipway.rollout.Desired.Allowed;
import dev.slipway.rollout.Desired.Outcome;
import dev.slipway.rollout.Desired.State;
import dev.slipway.rollout.RollOutPlan.Step;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes roll-outs forward, step by step, as long as this node holds their lease. Nothing of a roll-out is known here only: when
 * this node dies, another one takes the lease and goes on. {@link #begin} is for any thread that may block; {@link #forward} for
 * one thread.
 */
final class RollOuts {
    private static final System.Logger LOG = System.getLogger(RollOuts.class.getName());
    private static final Duration TERM = Duration.ofSeconds(15);
    /** Who waits for a lease waits longer than one whose holder is dead can last. */
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int AGAIN_MILLIS = 100;

    private final Records records;
    private final Board board;
    private final Membership membership;
    private final Endings endings;
    private final ConcurrentMap<ProjectName, Held> leases = new ConcurrentHashMap<>();
    private final ConcurrentMap<DeploymentId, Waiting> waiting = new ConcurrentHashMap<>();
    private final Map<ProjectName, Long> renewedAt = new ConcurrentHashMap<>();
    private volatile @Nullable DeployException stopped;

    private final Duration term;

    RollOuts(Records records, Board board, Membership membership) {
        this(records, board, membership, TERM);
    }

    /** @param term of leases */
    RollOuts(Records records, Board board, Membership membership, Duration term) {
        this.term = term;
        this.records = records;
        this.board = board;
        this.membership = membership;
        this.endings = new Endings(records, board, membership);
    }

    /**
     * A lease of this node.
     *
     * @param generation for which it was taken
     */
    private record Held(Lease lease, long generation) {}

    /** What a new roll-out says. @param before what was to be live; empty when this is the project's first */
    interface Draft {
        Desired of(Optional<Desired> before, long generation);
    }

    /**
     * Writes what is to be live from now on.
     *
     * @param stops whether a roll-out of the project that has not ended makes way for it
     * @throws DeployException {@link Problem#PROJECT_BUSY} when another roll-out of the project has not ended
     */
    void begin(Waiting who, Draft draft, boolean stops) {
        ProjectName project = who.project();
        try {
            begin(project, lease(who, stops), draft, Optional.of(who), stops);
        } finally {
            if (stops) {
                board.unaskToYield(project, who.deployment());
            }
        }
    }

    /** The same for one for whom nobody waits; nothing happens when another server is at the project just now. */
    void beginIfFree(ProjectName project, Draft draft) {
        Optional<Lease> lease = leases.containsKey(project) ? Optional.empty() : take(project);
        if (lease.isPresent()) {
            begin(project, lease.get(), draft, Optional.empty(), false);
        }
    }

    private void begin(ProjectName project, Lease lease, Draft draft, Optional<Waiting> who, boolean stops) {
        try {
            if (stopped != null) {
                throw stopped;
            }
            Optional<Posted> before = board.desired(project);
            if (before.isPresent() && before.get().desired().state() != State.DONE && !stops) {
                throw busy(project, before.get().desired().deployment());
            }
            long generation = before.map(posted -> posted.desired().generation()).orElse(0L) + 1;
            Desired desired = draft.of(before.map(Posted::desired), generation);
            who.ifPresent(one -> {
                one.posted(generation);
                waiting.put(one.deployment(), one);
            });
            if (!isPosted(who, lease, desired, before.map(Posted::version).orElse(0L))) {
                throw new DeployException(Problem.PROJECT_BUSY, "Another server changed project " + project + " at the same time");
            }
            renewedAt.put(project, membership.time());
            leases.put(project, new Held(lease, generation));
        } catch (RuntimeException e) {
            who.ifPresent(one -> waiting.remove(one.deployment()));
            giveBack(lease);
            throw e;
        }
    }

    private Optional<Lease> take(ProjectName project) {
        return records.lease(name(project), membership.self().id() + "/" + DeploymentId.next(), term);
    }

    /** Where no answer comes it may be written all the same: {@link #wasNeverPosted} finds out, when the records are back. */
    private boolean isPosted(Optional<Waiting> who, Lease lease, Desired desired, long version) {
        try {
            return board.post(lease, desired, version);
        } catch (DeployException e) {
            who.orElseThrow(() -> e).doubt(e);
            return true;
        }
    }

    /** @param asks whether a roll-out that is under way is asked to make way; also one that begins while this waits */
    private Lease lease(Waiting who, boolean asks) {
        ProjectName project = who.project();
        long end = membership.time() + term.plus(GRACE).toMillis();
        while (true) {
            Optional<Lease> lease = take(project);
            if (lease.isPresent()) {
                return lease.get();
            }
            if (membership.time() > end) {
                throw busy(project, board.desired(project).map(posted -> posted.desired().deployment()).orElseThrow(
                        () -> new DeployException(Problem.PROJECT_BUSY, "Another server rolls out project " + project)));
            }
            if (asks) {
                board.desired(project).map(Posted::desired).filter(underWay -> underWay.state() != State.DONE)
                        .ifPresent(underWay -> board.askToYield(underWay, who.deployment()));
            }
            Waits.pause(AGAIN_MILLIS);
        }
    }

    private static DeployException busy(ProjectName project, DeploymentId holder) {
        return DeployException.busy(holder.value(), "Project " + project + " is being rolled out: deployment " + holder);
    }

    /** Of the lease under which is written what is to be live. */
    static String name(ProjectName project) {
        return "rollout/" + project;
    }

    /**
     * Takes every roll-out forward that this node may.
     *
     * @param desired of all projects, as just read
     * @param observed what nodes said, as just read
     * @param cancelled deployments that somebody wants ended, and why
     * @throws DeployException when the records fail
     */
    void forward(List<Posted> desired, Map<ProjectName, Map<String, Observed>> observed, Map<DeploymentId, String> cancelled) {
        Map<ProjectName, DeploymentId> yielding = board.asked();
        Map<ProjectName, Posted> now = new HashMap<>();
        for (Posted posted : desired) {
            Desired wanted = posted.desired();
            now.put(wanted.project(), posted);
            if (wanted.state() == State.DONE) {
                giveBackAfter(wanted);
            } else if (!wanted.deployment().equals(yielding.getOrDefault(wanted.project(), wanted.deployment()))) {
                giveBackAfter(wanted);
            } else if (holds(wanted)) {
                forward(posted, observed.getOrDefault(wanted.project(), Map.of()),
                        Optional.ofNullable(cancelled.get(wanted.deployment())));
            }
        }
        for (Iterator<Waiting> all = waiting.values().iterator(); all.hasNext();) {
            Waiting who = all.next();
            Posted posted = now.get(who.project());
            if (posted != null && hasEnded(who, posted.desired(), observed) || wasNeverPosted(who)) {
                all.remove();
            }
        }
    }

    /** Also when another node ended it, or the answer to the last step was lost. */
    private boolean hasEnded(Waiting who, Desired desired, Map<ProjectName, Map<String, Observed>> observed) {
        if (who.isAhead(desired)) {
            return false; // an older look
        }
        if (!desired.deployment().equals(who.deployment())) {
            who.superseded(desired);
            return true;
        }
        if (desired.state() != State.DONE) {
            return false;
        }
        RollOutPlan plan = plan(desired, observed.getOrDefault(who.project(), Map.of()));
        if (plan.next() instanceof Step.End end) {
            who.ended(plan.results(), end.partly(), end.reason());
        }
        return true;
    }

    /** Who takes the lease anew waits for what is being written under the old one, and nothing can be written under that later. */
    private boolean wasNeverPosted(Waiting who) {
        Held held = leases.get(who.project());
        Optional<DeployException> doubt = who.doubt();
        if (doubt.isEmpty()) {
            return false;
        }
        String holder = held == null ? membership.self().id() + "/" + DeploymentId.next() : held.lease().holder();
        Optional<Lease> lease = records.lease(name(who.project()), holder, term);
        if (lease.isEmpty()) {
            return false;
        }
        leases.put(who.project(), new Held(lease.get(), who.generation()));
        renewedAt.put(who.project(), membership.time());
        if (board.desired(who.project()).map(posted -> !who.isAhead(posted.desired())).orElse(false)) {
            who.sure();
            return false;
        }
        leases.remove(who.project());
        giveBack(lease.get());
        who.end().completeExceptionally(doubt.get());
        return true;
    }

    /** Whether this node has the lease, or gets it because its holder is gone. */
    private boolean holds(Desired desired) {
        ProjectName project = desired.project();
        Held mine = leases.get(project);
        long now = membership.time();
        if (mine == null) {
            Optional<Lease> taken = take(project);
            taken.ifPresent(lease -> {
                LOG.log(System.Logger.Level.INFO, "This node goes on with the roll-out of {0}", project);
                leases.put(project, new Held(lease, desired.generation()));
                renewedAt.put(project, now);
            });
            return taken.isPresent();
        }
        if (now - renewedAt.getOrDefault(project, 0L) > term.toMillis() / 3) {
            if (records.renew(mine.lease(), term).isEmpty()) {
                leases.remove(project, mine);
                return false;
            }
            renewedAt.put(project, now);
        }
        return true;
    }

    private RollOutPlan plan(Desired desired, Map<String, Observed> observed) {
        return new RollOutPlan(desired, membership.all(), observed, membership.time());
    }

    private void forward(Posted posted, Map<String, Observed> observed, Optional<String> cancelled) {
        Desired desired = posted.desired();
        RollOutPlan plan = plan(desired, observed);
        Optional<Waiting> who = Optional.ofNullable(waiting.get(desired.deployment()));
        Step step = cancelled.isPresent() && desired.state() == State.PREPARING
                ? new Step.TurnBack(new Trouble(Problem.CANCELLED.code(), cancelled.get())) : step(plan, who);
        who.ifPresent(known -> known.news(step, plan.results()));
        long until = membership.time() + desired.manner().timeout();
        if (step instanceof Step.Switch next) {
            post(posted, desired.at(State.SWITCHING, next.allowed(), until));
        } else if (step instanceof Step.TurnBack back) {
            LOG.log(System.Logger.Level.WARNING, "Deployment {0} of {1} is taken back: {2}", desired.deployment(),
                    desired.project(), back.reason().message());
            turnBack(posted, desired.takenBack(back.reason(), until), plan, who);
        } else if (step instanceof Step.End end) {
            end(posted, plan, end, who);
        }
    }

    private static Step step(RollOutPlan plan, Optional<Waiting> who) {
        Optional<DeployException> cancelled = who.flatMap(Waiting::cancelled);
        boolean preparing = plan.desired().state() == State.PREPARING;
        if (cancelled.isPresent() && preparing) {
            return new Step.TurnBack(new Trouble(cancelled.get().problem().code(), cancelled.get().detail()));
        }
        Step step = plan.next();
        if (preparing && step instanceof Step.Switch && who.isPresent() && !who.get().beyondCancel()) {
            return step(plan, who);
        }
        return step;
    }

    private void end(Posted posted, RollOutPlan plan, Step.End end, Optional<Waiting> who) {
        Desired desired = posted.desired();
        Allowed allowed = end.partly() && desired.manner().batch() > 0 ? desired.allowed() : Allowed.ALL;
        boolean partly = end.partly() && desired.undoes().isEmpty();
        if (post(posted, desired.ended(allowed, new Outcome(partly, end.reason(), false)))) {
            ended(desired, plan, new Step.End(partly, end.reason()), who);
        }
    }

    /** Where nothing was live yet there is nothing to wait for. */
    private void turnBack(Posted posted, Desired next, RollOutPlan plan, Optional<Waiting> who) {
        if (post(posted, next) && next.state() == State.DONE) {
            ended(next, new RollOutPlan(next, plan.members(), plan.observed(), plan.now()), new Step.End(false, next.undoes()), who);
        }
    }

    private void ended(Desired desired, RollOutPlan plan, Step.End end, Optional<Waiting> who) {
        giveBackAfter(desired);
        if (who.isPresent()) {
            waiting.remove(desired.deployment());
            who.get().ended(plan.results(), end.partly(), end.reason());
        } else {
            endings.end(desired, plan.results(), end);
        }
    }

    private boolean post(Posted before, Desired next) {
        Held held = leases.get(next.project());
        boolean posted = held != null && board.post(held.lease(), next, before.version());
        if (!posted && held != null && leases.remove(next.project(), held)) {
            giveBack(held.lease());
            LOG.log(System.Logger.Level.DEBUG, "The roll-out of {0} is in the hands of another node now", next.project());
        }
        return posted;
    }

    /** It has ended: the next one may begin. Not what was taken for a later generation, of which this look knows nothing. */
    private void giveBackAfter(Desired ended) {
        Held held = leases.get(ended.project());
        if (held != null && held.generation() <= ended.generation() && leases.remove(ended.project(), held)) {
            giveBack(held.lease());
        }
    }

    /** Whether somebody on this node waits for the end of a roll-out. Any thread. */
    boolean isWaitedFor() {
        return !waiting.isEmpty();
    }

    /** Gives up what this node holds; others go on. */
    void stop(DeployException reason) {
        stopped = reason;
        waiting.values().forEach(who -> who.end().completeExceptionally(reason));
        leases.values().forEach(held -> giveBack(held.lease()));
    }

    private void giveBack(Lease lease) {
        try {
            records.release(lease);
        } catch (DeployException e) {
            LOG.log(System.Logger.Level.DEBUG, "The lease ends by itself", e);
        }
    }
}
