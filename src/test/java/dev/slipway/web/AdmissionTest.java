package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final Admission admission = new Admission(3, 2);

    @Test
    void aUserHasNoMoreThanIsAllowed() {
        admission.enter("alice");
        admission.enter("alice");
        assertRefused("alice", Problem.TOO_MANY_UPLOADS_OF_USER, "User alice has 2 uploads open",
                "max-uploads-per-user");
        admission.enter("bob");
        admission.leave("alice");
        admission.enter("alice");
        assertThat(admission.open()).isEqualTo(3);
    }

    @Test
    void allTogetherHaveNoMoreThanIsAllowed() {
        admission.enter("alice");
        admission.enter("alice");
        admission.enter("bob");
        assertRefused("carol", Problem.SERVER_BUSY, "3 uploads are open", "max-waiting-uploads");
        admission.leave("bob");
        admission.enter("carol");
    }

    @Test
    void whoeverIsRefusedIsNotCounted() {
        admission.enter("alice");
        admission.enter("alice");
        for (int i = 0; i < 10; i++) {
            assertRefused("alice", Problem.TOO_MANY_UPLOADS_OF_USER);
        }
        assertThat(admission.open()).isEqualTo(2);
        admission.leave("alice");
        admission.leave("alice");
        assertThat(admission.open()).isZero();
        admission.enter("alice");
    }

    @Test
    void aStoppingServerLetsNobodyIn() {
        admission.enter("alice");
        assertThat(admission.stopping()).isFalse();
        admission.stop();
        assertThat(admission.stopping()).isTrue();
        assertRefused("bob", Problem.SHUTTING_DOWN, "stopping");
        admission.leave("alice");
        assertThat(admission.open()).isZero();
    }

    private void assertRefused(String user, Problem problem, String... details) {
        assertThatThrownBy(() -> admission.enter(user)).isInstanceOfSatisfying(DeployException.class, e -> {
            assertThat(e.problem()).isEqualTo(problem);
            if (details.length > 0) {
                assertThat(e.detail()).contains(details);
            }
        });
    }
}
