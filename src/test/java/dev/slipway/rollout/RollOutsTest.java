package dev.slipway.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Entries;
import dev.slipway.records.MemoryRecords;
import dev.slipway.records.Records.Lease;
import dev.slipway.records.SampleDeployment;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RollOutsTest {
    private static final ProjectName PROJECT = new ProjectName("shop");
    private static final String NODE = "home-1";

    private final MemoryRecords records = new MemoryRecords();
    private final Board board = new Board(records.entries());
    private final Membership membership = new Membership(records.entries(),
            new Membership.Self(NODE, "one", URI.create("http://127.0.0.1:1"), "1"), Duration.ofSeconds(10), Map.of());
    private final RollOuts rollOuts = new RollOuts(records, board, membership);
    private final Deployment record = SampleDeployment.bare("shop", 1, Status.REPLICATING);
    private final DeploymentId id = record.id();

    @BeforeEach
    void beat() {
        membership.beat();
    }

    private Waiting begun() {
        Waiting who = new Waiting(PROJECT, id, Optional.empty());
        rollOuts.begin(who, (before, generation) -> new Desired(PROJECT, generation, id, Optional.of(id),
                before.flatMap(Desired::release), new Manner(0, false, false, true, 1, 30_000, false), State.PREPARING, Allowed.NONE,
                membership.time() + 30_000, Optional.empty()), false);
        return who;
    }

    private void look() {
        rollOuts.forward(board.desired(), board.observed(), Map.of());
    }

    /** What the only node says when it is done. */
    private void carryOut() {
        Observed holding = Observed.nothing(PROJECT).holding(id);
        board.say(NODE, holding);
        look();
        long generation = board.desired(PROJECT).orElseThrow().desired().generation();
        board.say(NODE, holding.acted(generation, Optional.of(id), Optional.empty()));
        look();
        look();
    }

    @Test
    void isOverWhenEveryNodeHasActed() {
        Waiting who = begun();
        assertThat(who.end()).isNotDone();
        carryOut();
        assertThat(who.end()).isCompleted();
    }

    @Test
    void goesOnWhenOnlyTheAnswerToItsBeginningWasLost() {
        records.entries().loseAnswer("desired/", true);
        Waiting who = begun();
        carryOut();
        assertThat(who.end()).isCompleted();
    }

    @Test
    void failsWhenItsBeginningWasNeverWritten() {
        records.entries().loseAnswer("desired/", false);
        Waiting who = begun();
        look();
        assertThatThrownBy(who.end()::join).isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(DeployException.class)
                .extracting(failure -> ((DeployException) failure.getCause()).problem()).isEqualTo(Problem.RECORDS_FAILED);
        assertThat(board.desired(PROJECT)).isEmpty();
        assertThat(begun().end()).isNotDone();
    }

    @Test
    void goesOnWhenTheAnswerToAnyOfItsStepsWasLost() {
        Waiting who = begun();
        for (int step = 0; step < 4 && !who.end().isDone(); step++) {
            records.entries().loseAnswer("desired/", step % 2 == 0);
            try {
                carryOut();
            } catch (DeployException e) {
                assertThat(e.problem()).isEqualTo(Problem.RECORDS_FAILED);
            }
        }
        carryOut();
        assertThat(who.end()).isCompleted();
        assertThat(board.desired(PROJECT).orElseThrow().desired().state()).isEqualTo(State.DONE);
    }

    private Status recorded() {
        return records.get(id).orElseThrow().deployment().status();
    }

    @Test
    void endsTheRecordThatWasLeftOpenAsTheRollOutEnded() {
        records.put(record, 0);
        begun();
        carryOut();
        assertThat(recorded()).isEqualTo(Status.REPLICATING);
        Endings endings = new Endings(records, board, membership);
        endings.look(board.desired(), board.observed());
        assertThat(recorded()).as("whoever waited for it is still at that").isEqualTo(Status.REPLICATING);
        records.entries().pass(11_000);
        endings.look(board.desired(), board.observed());
        assertThat(recorded()).isEqualTo(Status.SUCCESS);
        assertThat(board.desired(PROJECT).orElseThrow().desired().outcome()).hasValueSatisfying(how -> assertThat(how.recorded()).isTrue());
    }

    @Test
    void tellsTheSameOutcomeWhenTheAnswerToTheLastStepWasLost() {
        records.put(record, 0);
        Waiting who = new Waiting(PROJECT, id, Optional.empty());
        rollOuts.begin(who, (before, generation) -> new Desired(PROJECT, generation, id, Optional.of(id), Optional.empty(),
                new Manner(0, false, false, false, 0, 1, false), State.SWITCHING, Allowed.ALL, membership.time() - 1, Optional.empty()),
                true);
        records.entries().loseAnswer("desired/", true);
        assertThatThrownBy(this::look).isInstanceOf(DeployException.class);
        look();
        assertThatThrownBy(who.end()::join).as("the only node did not act in time").hasCauseInstanceOf(DeployException.class);
        records.entries().pass(11_000);
        new Endings(records, board, membership).look(board.desired(), board.observed());
        assertThat(recorded()).isEqualTo(Status.FAILED);
    }

    @Test
    void whatRanOnANodeThatIsGoneHasFailedUnlessOthersAreStillAtIt() {
        records.put(record, 0);
        Deployment other = SampleDeployment.bare("blog", 1, Status.RECEIVING);
        records.put(other, 0);
        Endings endings = new Endings(records, board, membership);
        endings.endAllOf("another", deployment -> false);
        endings.endAllOf(SampleDeployment.HOME, deployment -> deployment.id().equals(id));
        assertThat(recorded()).isEqualTo(Status.REPLICATING);
        assertThat(records.get(other.id()).orElseThrow().deployment().status()).isEqualTo(Status.FAILED);
    }

    @Test
    void aNodeThatWasReplacedAtItsAddressIsToldOfBeforeItIsForgotten() {
        List<String> gone = new ArrayList<>();
        Membership next = new Membership(records.entries(), new Membership.Self("home-2", "one", URI.create("http://127.0.0.1:1"), "1"),
                Duration.ofSeconds(10), Map.of(), gone::add);
        next.beat();
        assertThat(gone).isEmpty();
        for (int beat = 0; beat < 6; beat++) {
            records.entries().pass(2000);
            next.beat();
        }
        assertThat(gone).as("a sign of life waits for no work").isEmpty();
        next.forget();
        assertThat(gone).containsExactly(NODE);
        next.beat();
        next.forget();
        assertThat(gone).hasSize(1);
        assertThat(next.all()).extracting(Member::id).containsExactly("home-2");
    }

    @Test
    void aWayBackWaitsLongerThanTheLeaseOfALeaderWhoDied() {
        RollOuts dying = new RollOuts(records, board, membership, Duration.ofSeconds(1));
        dying.begin(new Waiting(PROJECT, id, Optional.empty()), (before, generation) -> new Desired(PROJECT, generation, id,
                Optional.of(id), Optional.empty(), new Manner(0, false, false, true, 1, 30_000, false), State.PREPARING,
                Allowed.NONE, membership.time() + 30_000, Optional.empty()), false);
        DeploymentId back = DeploymentId.next();
        new RollOuts(records, board, membership, Duration.ofSeconds(1)).begin(new Waiting(PROJECT, back, Optional.empty()),
                (before, generation) -> new Desired(PROJECT, generation, back, Optional.of(id), Optional.empty(),
                        new Manner(0, false, false, false, 0, 30_000, false), State.SWITCHING, Allowed.ALL, Long.MAX_VALUE,
                        Optional.empty()), true);
        assertThat(board.desired(PROJECT).orElseThrow().desired().deployment()).isEqualTo(back);
    }

    @Test
    void whatWasRefusedInAnEarlierAttemptIsTriedAnew() {
        board.say(NODE, Observed.nothing(PROJECT).refusing("1", new Trouble("no-space", "full")));
        Waiting first = begun();
        look();
        assertThat(first.end()).isCompletedExceptionally();
        Waiting again = begun();
        look();
        assertThat(again.end()).as("the operator mended the cause").isNotDone();
        carryOut();
        assertThat(again.end()).isCompleted();
    }

    @Test
    void anotherNodeEndsTheRollOutAndItsRecord() {
        records.put(record, 0);
        begun();
        rollOuts.stop(new DeployException(Problem.SHUTTING_DOWN, "stopped"));
        RollOuts other = new RollOuts(records, board, membership);
        Observed holding = Observed.nothing(PROJECT).holding(id);
        board.say(NODE, holding);
        other.forward(board.desired(), board.observed(), Map.of());
        board.say(NODE, holding.acted(1, Optional.of(id), Optional.empty()));
        other.forward(board.desired(), board.observed(), Map.of());
        assertThat(recorded()).isEqualTo(Status.SUCCESS);
    }

    /** The other leaders' part: they have a roll-out that has not ended. */
    private void postedByAnother(Lease lease, DeploymentId deployment) {
        board.post(lease, new Desired(PROJECT, 1, deployment, Optional.of(deployment), Optional.empty(),
                new Manner(0, false, false, true, 1, 30_000, false), State.PREPARING, Allowed.NONE, Long.MAX_VALUE, Optional.empty()), 0);
    }

    private Waiting wayBack(RollOuts on) {
        Waiting who = new Waiting(PROJECT, id, Optional.empty());
        on.begin(who, (before, generation) -> new Desired(PROJECT, generation, id, Optional.of(id), Optional.empty(),
                new Manner(0, false, false, false, 0, 30_000, false), State.SWITCHING, Allowed.ALL, Long.MAX_VALUE,
                Optional.empty()), true);
        return who;
    }

    private Optional<String> wish() {
        return records.entries().find("yield/" + PROJECT).map(Entries.Entry::value);
    }

    @Test
    @Timeout(60)
    void aRollOutThatBeginsWhileAWayBackWaitsIsAskedToYieldToo() throws Exception {
        Lease lease = records.lease("rollout/" + PROJECT, "another", Duration.ofMinutes(1)).orElseThrow();
        CompletableFuture<Waiting> back = CompletableFuture.supplyAsync(() -> wayBack(rollOuts));
        TimeUnit.MILLISECONDS.sleep(300);
        assertThat(wish()).as("there is nothing yet that could make way").isEmpty();
        postedByAnother(lease, DeploymentId.next());
        await().atMost(Duration.ofSeconds(5)).until(() -> wish().isPresent());
        records.release(lease);
        back.get(10, TimeUnit.SECONDS);
        assertThat(wish()).isEmpty();
    }

    @Test
    void whoHasTheLeaseLeavesTheWishOfAnotherWayBack() {
        Lease lease = records.lease("rollout/" + PROJECT, "another", Duration.ofMinutes(1)).orElseThrow();
        postedByAnother(lease, DeploymentId.next());
        records.release(lease);
        String other = DeploymentId.next().value();
        records.entries().put("yield/" + PROJECT, other, 0);
        wayBack(rollOuts);
        assertThat(wish()).contains(other);
    }

    @Test
    void aWayBackThatIsWrittenHasBegunAlsoWhenItsWishStays() {
        Lease lease = records.lease("rollout/" + PROJECT, "another", Duration.ofMinutes(1)).orElseThrow();
        postedByAnother(lease, DeploymentId.next());
        records.release(lease);
        records.entries().put("yield/" + PROJECT, id.value(), 0);
        records.entries().failDelete("yield/");
        Waiting who = wayBack(rollOuts);
        assertThat(wish()).contains(id.value());
        board.say(NODE, Observed.nothing(PROJECT).holding(id).acted(2, Optional.of(id), Optional.empty()));
        look();
        look();
        assertThat(who.end()).as("it does not make way for itself").isCompleted();
    }

    @Test
    void whoLeadsObeysACancelAlsoWhenItIsTheOrigin() {
        Waiting who = begun();
        rollOuts.forward(board.desired(), board.observed(), Map.of(id, "cancelled by ann"));
        assertThat(board.desired(PROJECT).orElseThrow().desired().undoes()).hasValueSatisfying(
                why -> assertThat(why.code()).isEqualTo(Problem.CANCELLED.code()));
        assertThatThrownBy(who.end()::join).hasCauseInstanceOf(DeployException.class)
                .extracting(failure -> ((DeployException) failure.getCause()).problem()).isEqualTo(Problem.CANCELLED);
    }

    @Test
    void anOriginThatLeadsNoMoreIsToldOfTheCancelThatTheLeaderObeyed() throws Exception {
        RollOuts origin = new RollOuts(records, board, membership, Duration.ofMillis(300));
        Waiting who = new Waiting(PROJECT, id, Optional.empty());
        origin.begin(who, (before, generation) -> new Desired(PROJECT, generation, id, Optional.of(id), Optional.empty(),
                new Manner(0, false, false, true, 1, 30_000, false), State.PREPARING, Allowed.NONE, Long.MAX_VALUE, Optional.empty()),
                false);
        TimeUnit.MILLISECONDS.sleep(400);
        rollOuts.forward(board.desired(), board.observed(), Map.of(id, "cancelled by ann"));
        assertThat(who.end()).isNotDone();
        origin.forward(board.desired(), board.observed(), Map.of());
        assertThatThrownBy(who.end()::join).hasCauseInstanceOf(DeployException.class)
                .extracting(failure -> ((DeployException) failure.getCause()).problem()).isEqualTo(Problem.CANCELLED);
    }

    @Test
    void aRollingRollOutGoesOnNodeByNodeAfterTheRecordsWereAway() {
        for (String other : List.of("home-2", "home-3")) {
            new Membership(records.entries(), new Membership.Self(other, other, URI.create("http://" + other), "1"),
                    Duration.ofSeconds(10), Map.of()).beat();
        }
        membership.beat();
        Waiting who = new Waiting(PROJECT, id, Optional.empty());
        rollOuts.begin(who, (before, generation) -> new Desired(PROJECT, generation, id, Optional.of(id), Optional.empty(),
                new Manner(1, true, false, true, 1, 30_000, false), State.SWITCHING, new Allowed(false, Set.of(NODE)),
                Long.MAX_VALUE, Optional.empty()), false);
        board.say(NODE, Observed.nothing(PROJECT).holding(id).acted(1, Optional.of(id), Optional.empty()));
        records.entries().pass(12_000);
        membership.beat();
        look();
        assertThat(board.desired(PROJECT).orElseThrow().desired().allowed().all()).isFalse();
        assertThat(board.desired(PROJECT).orElseThrow().desired().allowed().nodes()).hasSize(2);
    }
}
