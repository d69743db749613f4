package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.deploy.DeployRequest.Wish;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Status;
import dev.slipway.records.Filter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that is killed with SIGKILL while a hook runs. */
@Timeout(120)
@EnabledIfSystemProperty(named = "slipway.test.long", matches = "true")
class LaunchKillTest {
    @TempDir
    Path folder;

    /** Deploys twice; the second time the hook waits for its end. */
    public static final class Child {
        public static void main(String[] arguments) throws IOException {
            HookedSite site = HookedSite.lasting(Path.of(arguments[0]));
            site.deploy();
            Deploying second = site.with(arguments[1], site.noting("$SLIPWAY_RELEASE_ID"), "exec sleep 20").begin(Wish.LIVE);
            site.carryOut(second);
        }
    }

    private static List<Deployment> all(HookedSite site) {
        return site.records.list(Filter.ALL, 10, 0).deployments().stream()
                .map(stored -> site.recorded(stored.deployment().id())).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"activate-command", "health-command"})
    void whatWasOnTrialIsLiveAndTheRecordSaysThatItWasNotChecked(String knob) throws Exception {
        DeploymentId second = KilledInHook.run(Child.class, folder, knob);
        try (HookedSite site = HookedSite.lasting(folder)) {
            site.assertLive(second);
            assertThat(all(site)).extracting(Deployment::status).containsExactly(Status.SUCCESS, Status.SUCCESS);
            assertThat(DeploymentAnswer.given(site.recorded(second)).orElseThrow()).containsEntry("warning", Launch.UNCHECKED);
            Deployment back = site.rollback();
            assertThat(back.lineage().rollbackOf()).contains(second);
            site.assertLive(back.lineage().release());
        }
    }

    @Test
    void whatWasBeingVerifiedIsGone() throws Exception {
        DeploymentId second = KilledInHook.run(Child.class, folder, "verify-command");
        try (HookedSite site = HookedSite.lasting(folder, "verify-command", "[\"/bin/true\"]")) {
            assertThat(all(site)).extracting(Deployment::status).containsExactly(Status.FAILED, Status.SUCCESS);
            assertThat(site.releases.isKept(HookedSite.APP, second)).isFalse();
            assertThat(site.releases.kept(HookedSite.APP)).hasSize(1).first().isEqualTo(site.releases.live(HookedSite.APP).orElseThrow());
        }
    }
}
