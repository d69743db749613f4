package dev.slipway.rollout;

import dev.slipway.cluster.NodeToken;
import dev.slipway.cluster.PayloadDescription;
import dev.slipway.cluster.PayloadPull;
import dev.slipway.deploy.Fleet;
import dev.slipway.deploy.Replica;
import dev.slipway.deploy.Run;
import dev.slipway.deploy.Spread;
import dev.slipway.deploy.Wanted;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Entries;
import dev.slipway.records.Records;
import dev.slipway.rollout.Board.Posted;
import dev.slipway.rollout.Desired.Allowed;
import dev.slipway.rollout.Desired.Manner;
import dev.slipway.rollout.Desired.Standing;
import dev.slipway.rollout.Desired.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * This node's part in the cluster: gives signs of life, brings itself to what is to be live, and takes roll-outs forward. One for
 * the server. What {@link Fleet} says is for workers; all else happens on one thread of its own, and on the threads it is given.
 */
public final class Cluster implements Fleet {
    private static final System.Logger LOG = System.getLogger(Cluster.class.getName());

    private final Records records;
    private final ClusterSettings settings;
    private final Membership membership;
    private final Board board;
    private final RollOuts rollOuts;
    private final Endings endings;
    private final Keepings keepings;
    private final ProjectClaims claims;
    private final Cancels cancels;
    private final RestartRounds restarts;
    private final FormerHomes formerHomes;
    private final Set<DeploymentId> handedOver = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Replica replica;
    private final NodeToken token;
    private final EntrySweep sweep;
    private final Heartbeat pulse;
    private final Heartbeat heart;
    private final Heartbeat broom;
    private @Nullable Reconciler reconciler;
    private Entries.@Nullable Watch watch;

    /** This node is alone until {@link #start}. */
    public Cluster(Records records, ClusterSettings settings) {
        this.records = records;
        this.settings = settings;
        this.membership = new Membership(records.entries(),
                new Membership.Self(settings.id(), settings.name(), settings.address(), settings.version()), settings.silence(), settings.addresses(),
                this::endAllOf);
        this.board = new Board(records.entries());
        this.rollOuts = new RollOuts(records, board, membership);
        this.endings = new Endings(records, board, membership);
        this.keepings = new Keepings(board, membership);
        this.claims = new ProjectClaims(records, settings.id());
        this.restarts = new RestartRounds(new RestartJobs(records.entries()), membership, rollOuts, settings);
        this.cancels = new Cancels(records, board);
        this.formerHomes = new FormerHomes(records);
        this.token = new NodeToken(settings.secret(), membership::time);
        this.sweep = new EntrySweep(records, board, membership::time);
        this.pulse = new Heartbeat("slipway-pulse", true, Duration.ZERO, Membership.BEAT, due -> beat());
        this.heart = new Heartbeat("slipway-cluster", false, Duration.ZERO, Membership.BEAT, due -> look());
        this.broom = new Heartbeat("slipway-sweep", false, EntrySweep.EVERY, EntrySweep.EVERY, due -> sweep.sweepIfDue());
    }

    /** Shows to other nodes that this is one, and finds out whether others are. */
    public NodeToken token() {
        return token;
    }

    /** Which node this is, as others know it. */
    public String id() {
        return settings.id();
    }

    /**
     * Joins. Returns at once.
     *
     * @param replica what this node has
     * @param pulls gets archives from others
     * @param threads bring projects up to date
     */
    public void start(Replica replica, PayloadPull pulls, ReconcilerThreads threads) {
        this.replica = replica;
        reconciler = new Reconciler(board, membership, replica, pulls, threads::of, heart::soon);
        watch = records.entries().watch(heart::soon);
        pulse.start();
        heart.start();
        broom.start();
    }

    /** On a thread of its own: signs of life wait for no work. */
    void beat() {
        boolean first = membership.all().isEmpty();
        membership.beat();
        claims.renew();
        if (first) {
            heart.soon();
        }
    }

    /** Everything that is to be done from time to time, and when something has changed; nothing before it is known who there is. */
    void look() {
        if (membership.all().isEmpty()) {
            return;
        }
        forget();
        List<Posted> desired = board.desired();
        Map<ProjectName, Map<String, Observed>> observed = board.observed();
        Replica here = replica;
        rollOuts.forward(desired, observed, here == null ? Map.of() : cancels.answer(here, handedOver::contains));
        endings.look(desired, observed);
        restarts.forward(desired, observed);
        keepings.look(observed);
        Map<ProjectName, Desired> wanted = new HashMap<>();
        desired.forEach(posted -> wanted.put(posted.desired().project(), posted.desired()));
        Reconciler mine = reconciler;
        if (mine != null) {
            long now = membership.time();
            mine.look(wanted, board.holds().stream().filter(hold -> hold.until() >= now).toList(),
                    project -> observed.getOrDefault(project, Map.of()).containsKey(settings.id()));
        }
    }

    /** One record that cannot be ended keeps nobody from the rest. */
    private void forget() {
        try {
            membership.forget();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "A node that is gone is not forgotten yet", e);
        }
    }

    private void endAllOf(String home) {
        endings.endAllOf(home, deployment -> isRollingOut(deployment.project(), deployment.id()));
        formerHomes.add(home);
    }

    /** What was told: how each node is, and what each has of each project. Blocks. */
    public ClusterStatus status() {
        return ClusterStatus.of(membership, board);
    }

    @Override
    public boolean alone() {
        return false;
    }

    @Override
    public Claim claim(ProjectName project, DeploymentId id) {
        return claims.claim(project, id);
    }

    @Override
    public CompletionStage<Taken> launch(Order order) {
        ProjectName project = order.run().deployment().project();
        order.archive().ifPresent(source -> tell(project, order.release(), source));
        Waiting who = new Waiting(project, order.run().id(), Optional.of(order.run()));
        Wish wish = order.wish();
        int batch = wish.rolling() ? settings.batch() : 0;
        Manner manner = new Manner(batch, !wish.restart().equals("false"), wish.spread().ignoresErrors(),
                settings.returns() && !wish.back(), wish.back() ? 0 : copies(), timeout(wish.spread()), false);
        boolean atOnce = wish.back() && batch == 0;
        try {
            handOver(who, order.run(), atOnce);
            rollOuts.begin(who, (before, generation) -> new Desired(project, generation, order.run().id(),
                    Optional.of(order.release()), Optional.empty(), manner,
                    atOnce ? State.SWITCHING : State.PREPARING, atOnce ? Allowed.ALL : Allowed.NONE,
                    membership.time() + manner.timeout(), Optional.empty())
                    .after(before.map(Desired::standing).orElse(Standing.NOTHING)), wish.back());
        } catch (RuntimeException e) {
            handedOver.remove(who.deployment());
            throw e;
        }
        heart.soon();
        return who.end();
    }

    /** From here on only what is written decides whether it is cancelled: another node may go on with it. */
    private void handOver(Waiting who, Run run, boolean atOnce) {
        if (atOnce) {
            run.beyondCancel();
            return;
        }
        handedOver.add(who.deployment());
        who.end().whenComplete((taken, failure) -> handedOver.remove(who.deployment()));
        run.handOver();
    }

    /** A cluster of one node has one. */
    private int copies() {
        return Math.min(settings.copies(), Math.max(1, membership.all().size()));
    }

    private long timeout(Spread spread) {
        return spread.timeout().orElse(settings.timeout()).toMillis();
    }

    @Override
    public CompletionStage<Taken> keep(Order order) {
        ProjectName project = order.run().deployment().project();
        Recipe recipe = told(project, order.release(), order.archive().orElseThrow());
        Waiting who = new Waiting(project, order.run().id(), Optional.of(order.run()));
        Spread spread = order.wish().spread();
        keepings.add(who, new Hold(recipe, DeploymentId.next().value(), membership.time() + timeout(spread)), spread.ignoresErrors(), copies());
        order.run().cancelledBy(reason -> {
            who.cancel(reason);
            heart.soon();
        });
        heart.soon();
        return who.end();
    }

    @Override
    public CompletionStage<Taken> drop(ProjectName project) {
        DeploymentId id = DeploymentId.next();
        Waiting who = new Waiting(project, id, Optional.empty());
        Manner manner = new Manner(0, false, false, false, 0, settings.timeout().toMillis(), true);
        rollOuts.begin(who, (before, generation) -> new Desired(project, generation, id, Optional.empty(),
                before.flatMap(Desired::release), manner, State.SWITCHING, Allowed.ALL,
                membership.time() + manner.timeout(), Optional.empty()), false);
        heart.soon();
        return who.end();
    }

    @Override
    public void apart(ProjectName project) {
        Optional<Desired> desired = board.desired(project).map(Posted::desired);
        desired.filter(wanted -> wanted.state() != State.DONE).ifPresent(wanted -> {
            throw DeployException.busy(wanted.deployment().value(),
                    "Project " + project + " is being rolled out: deployment " + wanted.deployment());
        });
        if (desired.isPresent()) {
            board.apart(project, settings.id(), desired.get().generation());
        }
    }

    @Override
    public void tell(ProjectName project, DeploymentId release, Source archive) {
        told(project, release, archive);
    }

    /** The archive first: what is referred to is there. Nodes may have made the release of it, so that it can be no other later. */
    private Recipe told(ProjectName project, DeploymentId release, Source source) {
        board.recipe(project, release).filter(before -> !before.digest().equals(source.digest())).ifPresent(before -> {
            throw new DeployException(Problem.DEPLOYMENT_ID_USED, "Deployment " + release + " of project " + project
                    + " came with another archive before, sha-256 " + before.digest() + ": deploy this one under an id of its own");
        });
        board.put(new PayloadDescription(source.digest(), source.chunks()));
        Recipe recipe = new Recipe(project, release, source.digest(), source.stripped());
        board.put(recipe);
        return recipe;
    }

    @Override
    public Optional<DeploymentId> live(ProjectName project, Optional<DeploymentId> here) {
        Optional<Desired> desired = board.desired(project).map(Posted::desired);
        boolean said = desired.filter(of -> of.release().isPresent() || of.allowed().all() && of.undoes().isEmpty()).isPresent();
        return said ? desired.flatMap(Desired::release) : here;
    }

    @Override
    public boolean has(ProjectName project, DeploymentId release) {
        return board.recipe(project, release).isPresent() && membership.all().stream().filter(Member::reachable)
                .anyMatch(node -> board.observed(project, node.id()).filter(said -> said.holds(release)).isPresent());
    }

    @Override
    public Wanted wanted() {
        if (!board.understands(Board.DESIRED) || !board.understands(Board.HOLDS)) {
            throw new DeployException(Problem.RECORDS_FAILED, "What the cluster needs cannot be read; it may have been written by"
                    + " another version of this program. Nothing is let go meanwhile");
        }
        Map<ProjectName, Set<DeploymentId>> releases = new HashMap<>();
        for (Posted posted : board.desired()) {
            Desired desired = posted.desired();
            Set<DeploymentId> some = releases.computeIfAbsent(desired.project(), project -> new HashSet<>());
            desired.release().ifPresent(some::add);
            desired.previous().filter(release -> !desired.manner().drop()).ifPresent(some::add);
        }
        for (Hold hold : board.holds()) {
            releases.computeIfAbsent(hold.recipe().project(), project -> new HashSet<>()).add(hold.recipe().release());
        }
        Set<Digest> archives = new HashSet<>();
        releases.forEach((project, some) -> some.forEach(release -> board.recipe(project, release)
                .ifPresent(recipe -> archives.add(recipe.digest()))));
        return new Wanted(releases, archives, formerHomes.without(membership.all()));
    }

    @Override
    public Optional<UnderWay> underWay(ProjectName project) {
        return board.desired(project).map(Posted::desired)
                .filter(desired -> !desired.manner().again() && (desired.state() != State.DONE || desired.stopped()))
                .map(desired -> new UnderWay(desired.deployment(), desired.standing().release()));
    }

    /** Projects of which something is to be live. Blocks. */
    List<ProjectName> projects() {
        return board.desired().stream().map(Posted::desired).filter(desired -> desired.release().isPresent())
                .map(Desired::project).toList();
    }

    /**
     * Cancels a deployment that another node carries out, or that is being rolled out. Blocks until that has happened.
     *
     * @throws DeployException {@link Problem#NOT_POSSIBLE_NOW} when it is being made live or has ended, or nobody answers
     */
    public void cancel(ProjectName project, DeploymentId deployment, String by) {
        cancels.ask(project, deployment, by);
    }

    /**
     * Whether a deployment is being rolled out, by whichever node: then its record is not settled by others. Where that is over and
     * the record was left open, it is ended as the roll-out ended. Blocks.
     */
    public boolean isRollingOut(ProjectName project, DeploymentId deployment) {
        Optional<Desired> desired = board.desired(project).map(Posted::desired).filter(of -> of.deployment().equals(deployment));
        desired.filter(of -> of.state() == State.DONE)
                .ifPresent(of -> endings.endRecord(of, board.observed().getOrDefault(project, Map.of())));
        return desired.isPresent() && desired.get().state() != State.DONE;
    }

    /**
     * Leaves: others go on with what this node took forward. Waits for what is running, for some seconds.
     *
     * @param patience how long roll-outs may still come to their end for which somebody waits here
     */
    public void leave(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (rollOuts.isWaitedFor() && System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        Reconciler mine = reconciler;
        if (mine != null) {
            mine.stop();
        }
        Entries.Watch watching = watch;
        if (watching != null) {
            watching.close();
        }
        heart.close();
        broom.close();
        pulse.close();
        DeployException reason = new DeployException(Problem.SHUTTING_DOWN,
                "This server is stopping; the other servers go on with the roll-out");
        rollOuts.stop(reason);
        keepings.stop(reason);
        claims.close();
        LOG.log(System.Logger.Level.DEBUG, "left the cluster");
    }
}
