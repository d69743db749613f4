package dev.slipway.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.Fleet;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.MemoryRecords;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProjectClaimsTest {
    private static final ProjectName SHOP = new ProjectName("shop");

    private final MemoryRecords records = new MemoryRecords();
    private final ProjectClaims here = new ProjectClaims(records, "home-1");
    private final ProjectClaims elsewhere = new ProjectClaims(records, "home-2");

    private static Fleet.Claim claim(ProjectClaims node) {
        return node.claim(SHOP, DeploymentId.next());
    }

    private void assertElsewhereRefused() {
        assertThatThrownBy(() -> claim(elsewhere)).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(Problem.PROJECT_BUSY));
    }

    @Test
    void deploymentsOfOneNodeHaveTheProjectTogether() {
        Fleet.Claim first = claim(here);
        Fleet.Claim second = claim(here);
        first.close();
        first.close();
        assertElsewhereRefused();
        second.close();
        claim(elsewhere).close();
        claim(here).close();
    }

    @Test
    void aClaimThatWasLostIsTakenAnewAndGivenBackOnce() {
        Fleet.Claim lost = claim(here);
        records.lease("upload/" + SHOP, "home-1", Duration.ofMinutes(1)).ifPresent(records::release);
        here.renew();
        Fleet.Claim again = claim(here);
        lost.close();
        assertElsewhereRefused();
        again.close();
        claim(elsewhere).close();
    }

    @Test
    void whatIsHeldIsFreeWhenTheNodeLeaves() {
        claim(here);
        claim(here);
        here.close();
        claim(elsewhere).close();
    }
}
