package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.hooks.Halt;
import dev.slipway.model.DeploymentId;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.LaunchJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Releases that a node of a cluster makes live, and what a stop of the server leaves. */
@Timeout(60)
class ReplicaTest {
    @TempDir
    Path folder;
    private HookedSite site;
    private DeploymentId first;
    private DeploymentId second;

    @BeforeEach
    void open() throws IOException {
        site = new HookedSite(folder);
        first = site.deploy().id();
        second = site.carryOut(site.begin(HookedSite.wish(false, "false"))).id();
    }

    @AfterEach
    void close() throws IOException {
        site.close();
    }

    private Replica replica() {
        return new Replica(site.tools, LaunchJournal.in(site.home));
    }

    private void launch(DeploymentId release) {
        launch(release, new Halt());
    }

    private void launch(DeploymentId release, Halt halt) {
        replica().launch(HookedSite.APP, release, DeploymentId.next(), false, halt);
    }

    private static void cutOff(Halt halt) {
        halt.halt(new DeployException(Problem.OVERTAKEN, "Another release is to be live"));
    }

    private static void assertRefused(Problem problem, ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(DeployException.class, e -> assertThat(e.problem()).isEqualTo(problem));
    }

    /** The server stops while the second release is checked for the first time. */
    private void stopWhileChecking() throws IOException {
        site.with("health-command", site.noting("begun"), "exec sleep 30");
        CompletableFuture<Void> launched = CompletableFuture.runAsync(() -> launch(second));
        await().until(() -> Files.readString(site.log).contains("begun"));
        site.tools.launch().stop();
        assertThatThrownBy(launched::join).hasCauseInstanceOf(DeployException.class)
                .satisfies(e -> assertThat(((DeployException) e.getCause()).problem()).isEqualTo(Problem.SHUTTING_DOWN));
        site.assertLive(second);
    }

    @Test
    void aStopDuringTheHealthCheckIsNoSuccessAndTheNextProcessChecksAgain() throws IOException {
        stopWhileChecking();
        site.with("health-command", site.noting("again"));
        launch(second);
        site.assertLive(second);
        assertThat(site.log).content().contains("again");
        site.with("health-command", site.noting("thrice"));
        launch(second);
        assertThat(site.log).content().doesNotContain("thrice");
    }

    @Test
    void whatDoesNotPassWhenItIsCheckedAgainGoesBackToWhatWasLiveBefore() throws IOException {
        stopWhileChecking();
        site.with("health-command", "exit 1");
        assertRefused(Problem.HEALTH_FAILED, () -> launch(second));
        site.assertLive(first);
    }

    @Test
    void whereNothingWasLiveBeforeNothingIsLiveAfterwards() throws IOException {
        replica().withdraw(HookedSite.APP);
        stopWhileChecking();
        site.with("health-command", "exit 1");
        assertRefused(Problem.HEALTH_FAILED, () -> launch(second));
        assertThat(site.releases.live(HookedSite.APP)).isEmpty();
    }

    @Test
    void anotherReleaseThatIsToBeLiveThenGoesBackToTheOneThatPassed() throws IOException {
        stopWhileChecking();
        DeploymentId third = site.carryOut(site.begin(HookedSite.wish(false, "false"))).id();
        site.with("health-command", "exit 1");
        assertRefused(Problem.HEALTH_FAILED, () -> launch(third));
        site.assertLive(first);
    }

    /** Something else is to become of the second release while it is checked for the first time. */
    private void cutOffWhileChecking() throws IOException {
        site.with("health-command", site.noting("begun"), "exec sleep 30");
        Halt halt = new Halt();
        CompletableFuture<Void> launched = CompletableFuture.runAsync(() -> launch(second, halt));
        await().until(() -> Files.readString(site.log).contains("begun"));
        cutOff(halt);
        assertThatThrownBy(launched::join).hasCauseInstanceOf(DeployException.class)
                .satisfies(e -> assertThat(((DeployException) e.getCause()).problem()).isEqualTo(Problem.OVERTAKEN));
        site.assertLive(second);
    }

    @Test
    void whatWasCutOffIsCheckedWhenItIsToBeLiveAgain() throws IOException {
        cutOffWhileChecking();
        assertThat(replica().onTrial(HookedSite.APP)).contains(second);
        site.with("health-command", "exit 1");
        assertRefused(Problem.HEALTH_FAILED, () -> launch(second));
        site.assertLive(first);
        assertThat(replica().onTrial(HookedSite.APP)).isEmpty();
    }

    @Test
    void theWayBackFromWhatWasCutOffNeverEndsAtThat() throws IOException {
        cutOffWhileChecking();
        site.with("health-command", "exit 1");
        assertRefused(Problem.HEALTH_FAILED, () -> launch(first));
        site.assertLive(first);
    }

    @Test
    void whatIsCutOffBeforeTheSwitchIsNotMadeLive() {
        Halt halt = new Halt();
        cutOff(halt);
        assertRefused(Problem.OVERTAKEN, () -> launch(second, halt));
        site.assertLive(first);
        assertThat(replica().onTrial(HookedSite.APP)).isEmpty();
    }

    @Test
    void aLateCutOffOfAnEarlierLaunchEndsNotTheNext() throws Exception {
        Halt earlier = new Halt();
        launch(second, earlier);
        site.with("health-command", site.noting("begun"), "sleep 1");
        CompletableFuture<Void> launched = CompletableFuture.runAsync(() -> launch(first));
        await().until(() -> Files.readString(site.log).contains("begun"));
        cutOff(earlier);
        launched.join();
        site.assertLive(first);
    }

    @Test
    void whatDidNotPassAndCouldNotBeTakenBackHasNotPassedTheNextTimeEither() throws IOException {
        site.with("health-command", "rm -rf $SLIPWAY_PREVIOUS", "exit 1");
        assertThatThrownBy(() -> launch(second)).hasMessageContaining("could not be taken back");
        site.assertLive(second);
        assertThat(replica().onTrial(HookedSite.APP)).contains(second);
        site.with("health-command", "exit 1");
        assertThatThrownBy(() -> launch(second)).hasMessageContaining("no release to go back to");
        assertThatThrownBy(() -> launch(second)).hasMessageContaining("no release to go back to");
        site.assertLive(second);
        site.with("health-command", "exit 0");
        launch(second);
        assertThat(replica().onTrial(HookedSite.APP)).isEmpty();
    }

    @Test
    void whatWasCutOffIsStillOnTrialWhenTheNextCannotBeMadeLive() throws IOException {
        cutOffWhileChecking();
        assertThatThrownBy(() -> launch(DeploymentId.next())).isInstanceOf(DeployException.class);
        site.assertLive(second);
        assertThat(replica().onTrial(HookedSite.APP)).contains(second);
    }

    @Test
    void aRestartThatIsCutOffIsNoSuccess() throws IOException {
        site.with("restart-command", site.noting("begun"), "exec sleep 30");
        CompletableFuture<Void> restarted = CompletableFuture.runAsync(() -> replica().restart(HookedSite.APP, DeploymentId.next(), new Halt()));
        await().until(() -> Files.readString(site.log).contains("begun"));
        site.tools.launch().stop();
        assertThatThrownBy(restarted::join).hasMessageContaining("stopping");
        site.assertLive(first);
    }

    @Test
    void aReleaseWhoseVerifyCommandWasCutOffIsNotKept() throws IOException {
        LaunchJournal journal = LaunchJournal.in(site.home);
        journal.verifies(HookedSite.APP, second);
        replica().settle();
        assertThat(replica().kept(HookedSite.APP)).containsExactly(first);
        assertThat(journal.unverified()).isEmpty();
    }

    @Test
    void aTrialThatMakesNoSenseCountsAsNone() throws IOException {
        Files.writeString(site.home.path().resolve("journal/app.trial"), "../x\n\n");
        assertThat(LaunchJournal.in(site.home).trial(HookedSite.APP)).isEmpty();
        LaunchJournal.in(site.home).tries(HookedSite.APP, new LaunchJournal.OnTrial(second, Optional.empty()));
        assertThat(LaunchJournal.in(site.home).trial(HookedSite.APP).orElseThrow().standing()).isEmpty();
    }
}
