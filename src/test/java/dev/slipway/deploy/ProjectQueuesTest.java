package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.ProjectQueues.Claim;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Phase;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ProjectQueuesTest {
    private static final ProjectName APP = new ProjectName("app");

    private final ProjectQueues queues = new ProjectQueues(2);

    @Test
    void whoIsRefusedIsToldWhoHoldsTheProjectWhereItStandsAndSinceWhen() {
        DeploymentId id = DeploymentId.next();
        Claim claim = queues.claim(APP, id, "alice", false);
        claim.enter(Phase.VERIFYING);
        assertThatThrownBy(() -> queues.claim(APP, DeploymentId.next(), "bob", false)).isInstanceOfSatisfying(
                DeployException.class, e -> {
                    assertThat(e.problem()).isEqualTo(Problem.PROJECT_BUSY);
                    assertThat(e.detail()).contains("Project app", "by alice", id.value(), "verifying")
                            .containsPattern("since \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
                });
        assertThat(queues.holder(APP)).contains(claim);
    }

    @Test
    void projectsDoNotKnowOfEachOther() {
        queues.claim(APP, DeploymentId.next(), "alice", false);
        queues.claim(new ProjectName("other"), DeploymentId.next(), "alice", false);
        assertThat(queues.held()).isEqualTo(2);
    }

    @Test
    void aClaimThatIsClosedAgainDoesNotTakeTheNextOneAway() {
        Claim first = queues.claim(APP, DeploymentId.next(), "alice", false);
        first.close();
        Claim second = queues.claim(APP, DeploymentId.next(), "bob", false);
        first.close();
        assertThat(queues.holder(APP)).contains(second);
        second.close();
        assertThat(queues.holder(APP)).isEqualTo(Optional.empty());
        assertThat(queues.held()).isZero();
    }

    @Test
    void ofManyAtOnceOneGetsTheProject() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 100; round++) {
                List<Callable<Optional<Claim>>> tries = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    tries.add(this::tryClaim);
                }
                List<Claim> won = new ArrayList<>();
                for (Future<Optional<Claim>> one : threads.invokeAll(tries)) {
                    one.get().ifPresent(won::add);
                }
                assertThat(won).hasSize(1);
                won.get(0).close();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Optional<Claim> tryClaim() {
        try {
            return Optional.of(queues.claim(APP, DeploymentId.next(), "alice", false));
        } catch (DeployException e) {
            return Optional.empty();
        }
    }

    @Test
    void whoQueuesHasItsTurnWhenAllBeforeItHaveEnded() {
        Claim first = queues.claim(APP, DeploymentId.next(), "alice", true);
        Claim second = queues.claim(APP, DeploymentId.next(), "bob", true);
        Claim third = queues.claim(APP, DeploymentId.next(), "carol", true);
        assertThat(first.turn()).isDone();
        second.close(); // it failed
        assertThat(third.turn()).isNotDone();
        first.close();
        assertThat(third.turn()).isDone();
        assertThat(queues.holder(APP)).contains(third);
    }

    @Test
    void aQueueHasAnEnd() {
        for (int i = 0; i < 3; i++) {
            queues.claim(APP, DeploymentId.next(), "alice", true);
        }
        assertThatThrownBy(() -> queues.claim(APP, DeploymentId.next(), "bob", true))
                .hasMessageContaining("behind it wait 2").hasMessageContaining("slipway.max-queued-deploys");
        assertThatThrownBy(() -> queues.claim(APP, DeploymentId.next(), "bob", false)).hasMessageContaining("by alice");
    }
}
