package dev.slipway.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.MemoryRecords;
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
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
        records.entries().pass(11_000);
        next.beat();
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
}
