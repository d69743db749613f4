package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.deploy.DeployRequest.Wish;
import dev.slipway.model.Caller;
import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.PhaseTime;
import dev.slipway.model.DeploymentEvent;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Phase;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LaunchTest {
    private HookedSite site;
    @TempDir
    Path folder;

    @BeforeEach
    void open() throws IOException {
        site = new HookedSite(folder);
    }

    @AfterEach
    void close() throws IOException {
        site.close();
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(site.log);
    }

    private long releases() throws IOException {
        try (Stream<Path> all = Files.list(site.home.path().resolve("releases/app"))) {
            return all.count();
        }
    }

    @Test
    void verifiesInTheFinalDirectoryBeforeAnythingIsLive() throws IOException {
        Deployment first = site.deploy();
        site.with("verify-command", site.noting("$(cat id) $(cat $SLIPWAY_LIVE/id) $(cat $SLIPWAY_PREVIOUS/id) $PWD"));
        Deployment second = site.deploy();
        assertThat(log()).containsExactly(second.id() + " " + first.id() + " " + first.id() + " "
                + site.releases.releasePath(HookedSite.APP, second.id()).toRealPath());
        site.assertLive(second.id());
    }

    @Test
    void oneThatIsNotVerifiedLeavesNothingBehind() throws IOException {
        Deployment first = site.deploy();
        site.with("verify-command", "echo a page is missing", "exit 7");
        Deploying deploying = site.begin(Wish.LIVE);
        DeployException refused = site.refused(deploying);
        assertThat(refused.problem()).isEqualTo(Problem.VERIFY_FAILED);
        assertThat(refused.detail()).isEqualTo(
                "The release is refused: the verify command ended with 7; it wrote last: a page is missing");
        site.assertLive(first.id());
        assertThat(releases()).isEqualTo(1);
        site.assertEnded(deploying.run().id(), Status.FAILED);
        assertThat(site.home.path().resolve("staging")).isEmptyDirectory();
    }

    @Test
    void oneThatIsOnlyStagedIsVerifiedToo() throws IOException {
        site.with("verify-command", "exit 1").with("activate-command", site.noting("activated"));
        assertThat(site.refused(site.begin(HookedSite.wish(false, "false"))).problem()).isEqualTo(Problem.VERIFY_FAILED);
        site.with("verify-command", "exit 0");
        assertThat(site.carryOut(site.begin(HookedSite.wish(false, "false"))).status()).isEqualTo(Status.STAGED);
        assertThat(log()).isEmpty();
    }

    @Test
    void cancellingEndsTheVerifyCommand() throws Exception {
        Deployment first = site.deploy();
        site.with("verify-command", site.noting("started"), "sleep 1000");
        Deploying deploying = site.begin(Wish.LIVE);
        CompletableFuture<DeployException> refused = site.refusedLater(deploying);
        await(() -> !log().isEmpty());
        site.tools.deployments().cancel(deploying.run(), new Caller("bob", TestDeploys.ALICE.role(), "127.0.0.1"));
        assertThat(refused.get(20, TimeUnit.SECONDS).problem()).isEqualTo(Problem.CANCELLED);
        site.assertLive(first.id());
        site.assertEnded(deploying.run().id(), Status.CANCELLED);
        assertThat(releases()).isEqualTo(1);
    }

    @Test
    void activatesThenRestartsThenChecks() throws IOException {
        site.with("activate-command", site.noting("activate $(cat $SLIPWAY_LIVE/id)"))
                .with("restart-command", site.noting("restart"))
                .with("health-command", site.noting("health"));
        Deployment one = site.carryOut(site.begin(HookedSite.wish(true, "true")));
        assertThat(log()).containsExactly("activate " + one.id(), "restart", "health");
        assertThat(one.course().phases()).extracting(PhaseTime::phase).endsWith(
                Phase.ACTIVATING, Phase.RESTARTING, Phase.CHECKING);
        assertThat(DeploymentAnswer.given(one).orElseThrow()).containsEntry("message", "Successfully deployed: app, restarting");
        site.carryOut(site.begin(HookedSite.wish(true, "false")));
        assertThat(log().subList(3, log().size())).hasSize(2).last().isEqualTo("health");
    }

    @Test
    void aRestartThatNobodyCanDoIsAWarning() throws IOException {
        Deployment done = site.carryOut(site.begin(HookedSite.wish(true, "rolling")));
        assertThat(done.status()).isEqualTo(Status.SUCCESS);
        assertThat(String.valueOf(DeploymentAnswer.given(done).orElseThrow().get("warning"))).contains("Nothing was restarted");
    }

    @Test
    void oneThatIsNotHealthyIsReplacedByTheReleaseBefore() throws IOException {
        Deployment first = site.deploy();
        site.with("activate-command", site.noting("activate $(cat id) after $(cat $SLIPWAY_PREVIOUS/id)"))
                .with("health-command", "echo HTTP 500", "exit 1");
        Deploying deploying = site.begin(Wish.LIVE);
        DeploymentId second = deploying.run().id();
        DeployException failed = site.refused(deploying);
        assertThat(failed.problem()).isEqualTo(Problem.HEALTH_FAILED);
        assertThat(failed.detail()).isEqualTo("The health check failed: it was tried 2 times, at last: the health command ended"
                + " with 1; it wrote last: HTTP 500. Release " + first.id() + " is live again");
        site.assertLive(first.id());
        Deployment record = site.recorded(second);
        assertThat(record.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(record.error().orElseThrow().phase()).isEqualTo(Phase.CHECKING);
        assertThat(log()).containsExactly("activate " + second + " after " + first.id(), "activate " + first.id() + " after " + second);
        assertThat(record.events()).filteredOn(DeploymentEvent::terminal).hasSize(1);
    }

    @Test
    void aFirstReleaseThatIsNotHealthyIsTakenAway() throws IOException {
        site.with("health-command", "exit 1");
        Deploying deploying = site.begin(Wish.LIVE);
        assertThat(site.refused(deploying).detail()).endsWith("Nothing is live now, as before");
        assertThat(site.releases.live(HookedSite.APP)).isEmpty();
        assertThat(site.releases.livePath(HookedSite.APP)).doesNotExist();
        site.assertEnded(deploying.run().id(), Status.ROLLED_BACK);
    }

    @Test
    void anActivateCommandThatFailsIsAReasonToGoBack() throws IOException {
        Deployment first = site.deploy();
        site.with("activate-command", "test $(cat id) = " + first.id());
        assertThat(site.refused(site.begin(Wish.LIVE)).problem()).isEqualTo(Problem.HOOK_FAILED);
        site.assertLive(first.id());
    }

    @Test
    void aCommandThatFailsForTheReleaseBeforeIsTold() throws IOException {
        Deployment first = site.deploy();
        site.with("restart-command", "echo no way", "exit 4");
        assertThat(site.refused(site.begin(HookedSite.wish(true, "true"))).detail()).contains(
                "Release " + first.id() + " is live again, but the restart command ended with 4");
        site.assertLive(first.id());
    }

    @Test
    void whatWasRolledBackIsNoWayBack() throws IOException {
        Deployment first = site.deploy();
        Deployment second = site.deploy();
        site.with("health-command", "exit 1");
        site.refused(site.begin(Wish.LIVE));
        site.set("health-command", "[\"/bin/true\"]");
        Deployment back = site.rollback();
        assertThat(back.lineage().release()).isEqualTo(first.id());
        assertThat(back.lineage().rollbackOf()).contains(second.id());
    }

    @Test
    void anActivationIsCheckedToo() throws IOException {
        Deployment first = site.deploy();
        Deployment second = site.deploy();
        site.with("health-command", "test $(cat id) != " + first.id());
        Activator activator = new Activator(site.tools);
        Activator.Request request = site.request("false");
        try {
            activator.activate(request, first.id());
            throw new AssertionError("it went well");
        } catch (DeployException e) {
            assertThat(e.problem()).isEqualTo(Problem.HEALTH_FAILED);
        }
        site.assertLive(second.id());
        site.assertEnded(request.id(), Status.ROLLED_BACK);
    }

    interface Condition {
        boolean holds() throws IOException;
    }

    static void await(Condition condition) throws Exception {
        while (!condition.holds()) {
            Thread.sleep(5); // the class has a time limit
        }
    }
}
