package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.ProjectLocks.Claim;
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

class ProjectLocksTest {
    private static final ProjectName APP = new ProjectName("app");

    private final ProjectLocks locks = new ProjectLocks();

    @Test
    void whoIsRefusedIsToldWhoHoldsTheProjectWhereItStandsAndSinceWhen() {
        DeploymentId id = DeploymentId.next();
        Claim claim = locks.claim(APP, id, "alice");
        claim.enter(Phase.VERIFYING);
        assertThatThrownBy(() -> locks.claim(APP, DeploymentId.next(), "bob")).isInstanceOfSatisfying(
                DeployException.class, e -> {
                    assertThat(e.problem()).isEqualTo(Problem.PROJECT_BUSY);
                    assertThat(e.detail()).contains("Project app", "by alice", id.value(), "verifying")
                            .containsPattern("since \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
                });
        assertThat(locks.holder(APP)).contains(claim);
    }

    @Test
    void projectsDoNotKnowOfEachOther() {
        locks.claim(APP, DeploymentId.next(), "alice");
        locks.claim(new ProjectName("other"), DeploymentId.next(), "alice");
        assertThat(locks.held()).isEqualTo(2);
    }

    @Test
    void aClaimThatIsClosedAgainDoesNotTakeTheNextOneAway() {
        Claim first = locks.claim(APP, DeploymentId.next(), "alice");
        first.close();
        Claim second = locks.claim(APP, DeploymentId.next(), "bob");
        first.close();
        assertThat(locks.holder(APP)).contains(second);
        second.close();
        assertThat(locks.holder(APP)).isEqualTo(Optional.empty());
        assertThat(locks.held()).isZero();
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
            return Optional.of(locks.claim(APP, DeploymentId.next(), "alice"));
        } catch (DeployException e) {
            return Optional.empty();
        }
    }
}
