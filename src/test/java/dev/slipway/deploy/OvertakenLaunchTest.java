package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.deploy.DeployRequest.Wish;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentEvent;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Phase;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What comes between while a release is on trial. */
@Timeout(60)
class OvertakenLaunchTest {
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

    /** Begins a deploy whose check does not end by itself. */
    private CompletableFuture<DeployException> beginTrial(Deploying deploying) throws Exception {
        CompletableFuture<DeployException> ended = site.refusedLater(deploying);
        LaunchTest.await(() -> Files.readAllLines(site.log).contains("checking " + deploying.run().id()));
        return ended;
    }

    /** Checks that do not end for releases that are deployed from now on. */
    private void checksDoNotEnd() throws IOException {
        site.with("health-command", "test -e " + folder + "/good-$SLIPWAY_RELEASE_ID && exit 0",
                site.noting("checking $SLIPWAY_RELEASE_ID"), "sleep 1000");
    }

    private void good(DeploymentId id) throws IOException {
        Files.createFile(folder.resolve("good-" + id));
    }

    private DeployException ended(CompletableFuture<DeployException> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aRollbackWinsOverACheck() throws Exception {
        Deployment first = site.deploy();
        good(first.id());
        checksDoNotEnd();
        Deploying deploying = site.begin(Wish.LIVE);
        CompletableFuture<DeployException> trial = beginTrial(deploying);
        site.assertLive(deploying.run().id());
        Deployment back = site.rollback();
        assertThat(back.status()).isEqualTo(Status.SUCCESS);
        assertThat(back.lineage().release()).isEqualTo(first.id());
        assertThat(back.lineage().rollbackOf()).contains(deploying.run().id());
        site.assertLive(first.id());
        assertThat(ended(trial).problem()).isEqualTo(Problem.OVERTAKEN);
        site.assertEnded(deploying.run().id(), Status.ROLLED_BACK);
        site.assertLive(first.id());
    }

    @Test
    void whoOvertakesAReleaseOnTrialGoesBackToTheOneThatHadPassed() throws Exception {
        Deployment first = site.deploy();
        good(first.id());
        Deployment staged = site.carryOut(site.begin(HookedSite.wish(false, "false")));
        checksDoNotEnd();
        Deploying deploying = site.begin(Wish.LIVE);
        CompletableFuture<DeployException> trial = beginTrial(deploying);
        Activator.Request request = site.request("false");
        CompletableFuture<DeployException> second = CompletableFuture.supplyAsync(() -> {
            try {
                new Activator(site.tools).activate(request, staged.id());
                throw new AssertionError("it went well");
            } catch (DeployException e) {
                return e;
            }
        });
        assertThat(ended(trial).problem()).isEqualTo(Problem.OVERTAKEN);
        LaunchTest.await(() -> Files.readAllLines(site.log).contains("checking " + staged.id()));
        assertThat(site.tools.deployments().running(request.id()).orElseThrow().deployment().lineage().previous())
                .contains(first.id());
        Deployment back = new Activator(site.tools).rollback(site.request("false"), Optional.empty());
        assertThat(back.lineage().release()).isEqualTo(first.id());
        assertThat(ended(second).problem()).isEqualTo(Problem.OVERTAKEN);
        site.assertLive(first.id());
    }

    @Test
    void aStoppingServerLeavesLiveWhatIsOnTrial() throws Exception {
        site.deploy();
        checksDoNotEnd();
        Deploying deploying = site.begin(Wish.LIVE);
        CompletableFuture<Deployment> trial = CompletableFuture.supplyAsync(() -> site.carryOut(deploying));
        LaunchTest.await(() -> Files.readAllLines(site.log).contains("checking " + deploying.run().id()));
        site.tools.launch().stop();
        Deployment ended = trial.get(30, TimeUnit.SECONDS);
        assertThat(ended.status()).isEqualTo(Status.SUCCESS);
        assertThat(ended.events()).filteredOn(event -> event.name().equals("warning"))
                .extracting(event -> event.data().get("message")).containsExactly(Launch.UNCHECKED);
        site.assertLive(deploying.run().id());
    }

    @Test
    void theProjectIsNotHeldWhileACheckRuns() throws Exception {
        site.deploy();
        checksDoNotEnd();
        Deploying deploying = site.begin(Wish.LIVE);
        CompletableFuture<DeployException> trial = beginTrial(deploying);
        try (ActivationLocks.Held held = site.tools.locks().hold(HookedSite.APP)) {
            site.tools.activation().drop(HookedSite.APP).delete();
            site.tools.launch().overtake(HookedSite.APP, "The component was dropped");
        }
        assertThat(ended(trial).detail()).isEqualTo("The component was dropped");
        assertThat(site.releases.live(HookedSite.APP)).isEmpty();
        site.assertEnded(deploying.run().id(), Status.ROLLED_BACK);
    }

    @Test
    void followersHearTheLinesOfHooksBetweenTheEventsAndOnlyOnce() throws Exception {
        site.with("activate-command", "echo one", "echo two");
        Deploying deploying = site.begin(Wish.LIVE);
        site.carryOut(deploying);
        Followed.News news = deploying.run().after(Followed.Place.START);
        assertThat(news.events()).extracting(DeploymentEvent::name).containsSubsequence("live", "hook", "hook", "phase", "done");
        assertThat(news.events()).filteredOn(event -> event.name().equals("hook"))
                .allMatch(event -> event.id() == 0).extracting(event -> event.data().get("line")).containsExactly("one", "two");
        assertThat(deploying.run().after(news.place()).events()).isEmpty();
        long live = news.events().stream().filter(event -> event.name().equals("live")).findFirst().orElseThrow().id();
        assertThat(deploying.run().after(new Followed.Place(live + 1, 0)).events())
                .noneMatch(event -> event.name().equals("hook"));
        assertThat(site.recorded(deploying.run().id()).events()).noneMatch(event -> event.name().equals("hook"));
    }

    @Test
    void phasesOfADeployThatIsBeingCheckedAreTold() throws Exception {
        Deployment first = site.deploy();
        good(first.id());
        checksDoNotEnd();
        Deploying deploying = site.begin(Wish.LIVE);
        CompletableFuture<DeployException> trial = beginTrial(deploying);
        assertThat(deploying.run().deployment().status()).isEqualTo(Status.CHECKING);
        assertThat(site.tools.queues().holder(HookedSite.APP).orElseThrow().phase()).isEqualTo(Phase.CHECKING);
        site.rollback();
        ended(trial);
    }
}
