package dev.slipway.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.MemoryRecords;
import dev.slipway.records.Records.Lease;
import dev.slipway.rollout.Desired.Allowed;
import dev.slipway.rollout.Desired.Manner;
import dev.slipway.rollout.Desired.State;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who cancels is told what became of it, not what one node thinks. */
@Timeout(60)
class CancelsTest {
    private static final ProjectName SHOP = new ProjectName("shop");

    private final MemoryRecords records = new MemoryRecords();
    private final Board board = new Board(records.entries());
    private final Cancels cancels = new Cancels(records, board);
    private final DeploymentId id = DeploymentId.next();
    private final Lease lease = records.lease("rollout/" + SHOP, "leader", Duration.ofMinutes(1)).orElseThrow();

    private Desired preparing(long generation) {
        return new Desired(SHOP, generation, id, Optional.of(id), Optional.empty(), new Manner(0, false, false, true, 1, 30_000, false),
                State.PREPARING, Allowed.NONE, Long.MAX_VALUE, Optional.empty());
    }

    private void post(Desired desired) {
        assertThat(board.post(lease, desired, board.desired(SHOP).map(Board.Posted::version).orElse(0L))).isTrue();
    }

    private CompletableFuture<Void> asked() {
        CompletableFuture<Void> asked = CompletableFuture.runAsync(() -> cancels.ask(SHOP, id, "ann"));
        await().until(() -> records.entries().find("cancel/" + id).isPresent());
        return asked;
    }

    private static void assertWaits(CompletableFuture<Void> asked) throws Exception {
        TimeUnit.MILLISECONDS.sleep(400);
        assertThat(asked).isNotDone();
    }

    @Test
    void aRollOutIsCancelledWhenItsLeaderHasTakenItBack() throws Exception {
        post(preparing(1));
        CompletableFuture<Void> asked = asked();
        assertWaits(asked);
        post(preparing(1).takenBack(new Trouble(Problem.CANCELLED.code(), "by ann"), 0));
        asked.get(10, TimeUnit.SECONDS);
        assertThat(records.entries().find("cancel/" + id)).isEmpty();
    }

    @Test
    void itIsTooLateWhenNodesMayMakeItLive() {
        post(preparing(1));
        CompletableFuture<Void> asked = asked();
        post(preparing(1).at(State.SWITCHING, Allowed.ALL, 0));
        assertThatThrownBy(() -> asked.get(10, TimeUnit.SECONDS)).cause().isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(Problem.NOT_POSSIBLE_NOW));
    }

    @Test
    void itIsTooLateWhenItIsTakenBackForAnotherReason() {
        post(preparing(1));
        CompletableFuture<Void> asked = asked();
        post(preparing(1).takenBack(new Trouble("no-space", "full"), 0));
        assertThatThrownBy(() -> asked.get(10, TimeUnit.SECONDS)).cause().hasMessageContaining("taken back already");
    }

    @Test
    void anEarlierAttemptUnderTheSameIdSaysNothing() throws Exception {
        post(preparing(1).takenBack(new Trouble(Problem.CANCELLED.code(), "by ann"), 0));
        CompletableFuture<Void> asked = asked();
        assertWaits(asked);
        post(preparing(3));
        assertWaits(asked);
        post(preparing(3).takenBack(new Trouble(Problem.CANCELLED.code(), "by ann"), 0));
        asked.get(10, TimeUnit.SECONDS);
    }
}
