package dev.slipway.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.MemoryRecords;
import dev.slipway.records.Records.Lease;
import dev.slipway.rollout.Desired.Allowed;
import dev.slipway.rollout.Desired.Manner;
import dev.slipway.rollout.Desired.State;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Restarts and ways back of a cluster whose nodes are this test: they do what is written when it says so. */
class RestartRoundsTest {
    private static final ProjectName BLOG = new ProjectName("blog");
    private static final ProjectName SHOP = new ProjectName("shop");
    private static final DeploymentId LIVE = DeploymentId.next();

    private final MemoryRecords records = new MemoryRecords();
    private final Board board = new Board(records.entries());
    private final RestartJobs jobs = new RestartJobs(records.entries());
    private final List<Node> nodes = new ArrayList<>();
    private final List<String> restarted = new ArrayList<>();

    private record Node(Membership membership, RollOuts rollOuts, RestartRounds rounds) {}

    @BeforeEach
    void start() {
        for (String name : List.of("node-0", "node-1")) {
            Membership membership = new Membership(records.entries(),
                    new Membership.Self(name, name, URI.create("http://127.0.0.1:1/" + name), "1"), Duration.ofMinutes(5), Map.of());
            ClusterSettings settings = new ClusterSettings(name, name, URI.create("http://127.0.0.1:1"), "1", "", Duration.ofMinutes(5),
                    Map.of(), 2, 1, true, Duration.ofMinutes(5));
            RollOuts rollOuts = new RollOuts(records, board, membership);
            nodes.add(new Node(membership, rollOuts, new RestartRounds(jobs, membership, rollOuts, settings)));
        }
        nodes.forEach(node -> node.membership().beat());
        nodes.forEach(node -> node.membership().beat());
        live(BLOG);
        live(SHOP);
    }

    private void live(ProjectName project) {
        Lease lease = records.lease("rollout/" + project, "before", Duration.ofMinutes(1)).orElseThrow();
        board.post(lease, new Desired(project, 1, LIVE, Optional.of(LIVE), Optional.empty(),
                new Manner(0, false, false, true, 0, 1000, false), State.DONE, Allowed.ALL, 0, Optional.empty()), 0);
        records.release(lease);
        nodes.forEach(node -> board.say(node.membership().self().id(), new Observed(project, 1, Set.of(LIVE),
                Optional.of(LIVE), Map.of(), Optional.empty(), 1)));
    }

    private RestartJob begin(ProjectName... projects) {
        RestartJob job = new RestartJob(DeploymentId.next(), "restart", "ann", true, "node-0", List.of(projects), List.of(), 0, 1,
                Optional.empty(), Optional.empty());
        assertThat(jobs.put(job, 0)).isPositive();
        return job;
    }

    private void look(Node node) {
        node.rollOuts().forward(board.desired(), board.observed(), Map.of());
        node.rounds().forward(board.desired(), board.observed());
    }

    /** Those that may do what is to be done now. @param fails one that cannot */
    private void act(String fails) {
        for (Board.Posted posted : board.desired()) {
            Desired desired = posted.desired();
            for (Node node : nodes) {
                String id = node.membership().self().id();
                Observed said = board.observed(desired.project(), id).orElseThrow();
                if (desired.state() == State.SWITCHING && desired.allowed().permits(id) && said.generation() < desired.generation()) {
                    restarted.add(desired.project() + " " + id);
                    board.say(id, said.acted(desired.generation(), Optional.of(LIVE), id.equals(fails)
                            ? Optional.of(new Trouble("hook-failed", "no")) : Optional.empty()));
                }
            }
        }
    }

    private RestartJob toItsEnd(RestartJob job, List<Node> leaders, String fails) {
        for (int turn = 0; turn < 60 && jobs.find(job.id()).orElseThrow().endedAt().isEmpty(); turn++) {
            look(leaders.get(turn % leaders.size()));
            act(fails);
        }
        return jobs.find(job.id()).orElseThrow();
    }

    @Test
    void projectsAndNodesAreRestartedOneAfterTheOtherWhicheverNodeLooks() {
        RestartJob ended = toItsEnd(begin(BLOG, SHOP), nodes, "none");
        assertThat(ended.failure()).isEmpty();
        assertThat(restarted).containsExactly("blog node-0", "blog node-1", "shop node-0", "shop node-1");
        assertThat(ended.results()).hasSize(4).allSatisfy(result -> assertThat(result.get("status")).isEqualTo("success"));
        assertThat(board.desired(SHOP).orElseThrow().desired().release()).contains(LIVE);
    }

    @Test
    void theFirstThatFailsEndsItAndNoOtherIsRestarted() {
        RestartJob ended = toItsEnd(begin(BLOG, SHOP), nodes, "node-0");
        assertThat(ended.failure().orElseThrow()).contains("blog", "node-0 (no)", "stays live");
        assertThat(restarted).containsExactly("blog node-0");
        assertThat(ended.results()).extracting(result -> result.get("status")).containsExactly("failed", "unknown");
    }

    @Test
    void aNodeThatDoesNotEndInTimeEndsItAsWell() {
        RestartJob job = begin(BLOG, SHOP);
        look(nodes.get(0));
        look(nodes.get(0));
        Board.Posted running = board.desired(BLOG).orElseThrow();
        nodes.get(0).rollOuts().stop(new DeployException(Problem.SHUTTING_DOWN, "its lease is free"));
        Lease lease = records.lease("rollout/blog", "test", Duration.ofMinutes(1)).orElseThrow();
        board.post(lease, running.desired().at(State.SWITCHING, running.desired().allowed(), 1), running.version());
        records.release(lease);
        for (int turn = 0; turn < 4; turn++) {
            look(nodes.get(1));
        }
        RestartJob ended = jobs.find(job.id()).orElseThrow();
        assertThat(ended.failure().orElseThrow()).contains("blog", "did not restart in time: node-0");
        assertThat(board.desired(SHOP).orElseThrow().desired().generation()).as("the next project").isEqualTo(1);
    }

    @Test
    void itGoesOnWhenTheNodeThatBeganItIsGone() {
        RestartJob job = begin(BLOG, SHOP);
        look(nodes.get(0));
        act("none");
        nodes.get(0).rollOuts().stop(new DeployException(Problem.SHUTTING_DOWN, "gone"));
        RestartJob ended = toItsEnd(job, nodes.subList(1, 2), "none");
        assertThat(ended.failure()).isEmpty();
        assertThat(restarted).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void whatOneNodeWasToDoAloneHasFailedWhenItIsGone() {
        for (String home : List.of("node-1", "lost")) {
            RestartJob job = new RestartJob(DeploymentId.next(), "restart", "ann", false, home, List.of(SHOP), List.of(), 0, 1,
                    Optional.empty(), Optional.empty());
            jobs.put(job, 0);
            look(nodes.get(0));
            assertThat(jobs.find(job.id()).orElseThrow().failure().isPresent()).as(home).isEqualTo(home.equals("lost"));
        }
    }

    @Test
    void aProjectThatIsDroppedMeanwhileIsPassedOver() {
        RestartJob ended = toItsEnd(begin(new ProjectName("gone"), SHOP), nodes, "none");
        assertThat(ended.failure()).isEmpty();
        assertThat(restarted).containsExactly("shop node-0", "shop node-1");
    }

    @Test
    void afterAStoppedRollOutNothingIsRestarted() {
        Board.Posted live = board.desired(SHOP).orElseThrow();
        Lease lease = records.lease("rollout/shop", "stopped", Duration.ofMinutes(1)).orElseThrow();
        board.post(lease, live.desired().ended(Allowed.ALL, new Desired.Outcome(true, Optional.of(new Trouble("x", "y")), true)),
                live.version());
        records.release(lease);
        RestartJob ended = toItsEnd(begin(SHOP), nodes, "none");
        assertThat(ended.failure().orElseThrow()).contains("roll-out of shop did not come to all", "roll back or deploy");
        assertThat(restarted).isEmpty();
        assertThat(board.desired(SHOP).orElseThrow().desired().generation()).isEqualTo(1);
    }

    @Test
    void aWayBackStopsWhatIsUnderWayAndADeployDoesNot() {
        begin(SHOP);
        look(nodes.get(0));
        look(nodes.get(0));
        assertThat(board.desired(SHOP).orElseThrow().desired().state()).isEqualTo(State.SWITCHING);
        RollOuts other = nodes.get(1).rollOuts();
        Waiting back = new Waiting(SHOP, DeploymentId.next(), Optional.empty());
        RollOuts.Draft draft = (before, generation) -> new Desired(SHOP, generation, back.deployment(), Optional.of(LIVE),
                Optional.empty(), new Manner(0, false, false, false, 0, 1000, false), State.SWITCHING, Allowed.ALL,
                Long.MAX_VALUE, Optional.empty());
        nodes.get(0).rollOuts().stop(new DeployException(Problem.SHUTTING_DOWN, "its lease is free"));
        assertThatThrownBy(() -> other.begin(new Waiting(SHOP, DeploymentId.next(), Optional.empty()), draft, false))
                .isInstanceOfSatisfying(DeployException.class, e -> assertThat(e.problem()).isEqualTo(Problem.PROJECT_BUSY));
        other.begin(back, draft, true);
        assertThat(board.desired(SHOP).orElseThrow().desired().deployment()).isEqualTo(back.deployment());
        assertThat(board.asked()).isEmpty();
    }

    @Test
    void whoeverLeadsLeavesARollOutToOneWhoAsks() {
        begin(SHOP);
        look(nodes.get(0));
        look(nodes.get(0));
        assertThat(records.lease("rollout/shop", "other", Duration.ofSeconds(1))).isEmpty();
        board.askToYield(board.desired(SHOP).orElseThrow().desired(), DeploymentId.next());
        look(nodes.get(0));
        assertThat(records.lease("rollout/shop", "other", Duration.ofSeconds(1))).isPresent();
        records.entries().pass(60_000);
        assertThat(board.asked()).as("nobody waits any more").isEmpty();
    }
}
