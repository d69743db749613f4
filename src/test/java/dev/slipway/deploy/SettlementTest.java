package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.config.Settings;
import dev.slipway.hooks.Hooks;
import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.Kind;
import dev.slipway.model.DeploymentEvent;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Phase;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.records.Filter;
import dev.slipway.records.MemoryRecords;
import dev.slipway.records.Records;
import dev.slipway.release.HomeDirectory;
import dev.slipway.release.ReleaseStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettlementTest {
    private static final ProjectName APP = new ProjectName("app");
    private static final Deployments.Node NODE = new Deployments.Node("test", "home");

    private final MemoryRecords records = new MemoryRecords();
    private final Deployments deployments = new Deployments(records, NODE);
    private HomeDirectory home;
    private ReleaseStore releases;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        home = HomeDirectory.open(folder.resolve("home"), Duration.ofSeconds(5));
        releases = new ReleaseStore(home);
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    private Settlement settlement() {
        return new Settlement(records, releases, NODE);
    }

    /** A deployment that was running when its process died. */
    private DeploymentId cutOff(Kind kind, DeploymentId release, Phase phase) {
        DeploymentId id = kind == Kind.ROLLBACK ? DeploymentId.next() : release;
        Run run = deployments.begin(id, APP, kind, Phase.RECEIVING,
                deployments.origin(TestDeploys.ALICE, Optional.empty(), "false", Optional.empty()), release);
        run.enter(phase);
        records.put(run.deployment(), 0);
        return id;
    }

    private DeploymentId release(boolean live) throws IOException {
        DeploymentId id = DeploymentId.next();
        Files.createDirectories(releases.releasePath(APP, id));
        if (live) {
            Files.createSymbolicLink(releases.livePath(APP), Path.of("..", "releases", APP.value(), id.value()));
        }
        return id;
    }

    private Deployment settled(DeploymentId id) {
        assertThat(settlement().settleRunning()).isEqualTo(1);
        assertThat(settlement().settleRunning()).isZero();
        Deployment settled = records.get(id).orElseThrow().deployment();
        assertThat(settled.events()).filteredOn(DeploymentEvent::terminal).hasSize(1);
        assertThat(settled.course().completedAt()).isPresent();
        assertThat(settled.course().phases()).allMatch(phase -> phase.durationMillis().isPresent());
        return settled;
    }

    @Test
    void whatIsLiveIsASuccess() throws IOException {
        DeploymentId id = cutOff(Kind.DEPLOY, release(true), Phase.ACTIVATING);
        assertThat(settled(id).status()).isEqualTo(Status.SUCCESS);
    }

    @Test
    void whatWasOnlyReceivedHasFailedAndSaysWhen() {
        Deployment settled = settled(cutOff(Kind.DEPLOY, DeploymentId.next(), Phase.EXTRACTING));
        assertThat(settled.status()).isEqualTo(Status.FAILED);
        assertThat(settled.error().orElseThrow().message())
                .isEqualTo("The server stopped while the deployment was extracting");
    }

    @Test
    void theEndHasANewIdEvenForFollowersWhoHeardMoreThanIsRecorded() {
        DeploymentId id = cutOff(Kind.DEPLOY, DeploymentId.next(), Phase.EXTRACTING);
        Run run = deployments.running(id).orElseThrow();
        run.warn("told, and not recorded before the process died");
        Followed.Place heard = run.after(Followed.Place.START).place();
        assertThat(Followed.ended(settled(id)).after(heard).events()).filteredOn(DeploymentEvent::terminal).hasSize(1);
    }

    @Test
    void aWholeReleaseThatIsNotLiveIsStaged() throws IOException {
        assertThat(settled(cutOff(Kind.DEPLOY, release(false), Phase.QUEUED)).status()).isEqualTo(Status.STAGED);
    }

    @Test
    void goingBackHasFailedWhenTheOtherReleaseIsStillLive() throws IOException {
        release(true);
        DeploymentId back = cutOff(Kind.ROLLBACK, release(false), Phase.ACTIVATING);
        assertThat(settled(back).status()).isEqualTo(Status.FAILED);
    }

    @Test
    void goingBackWasASuccessWhenItsReleaseIsLive() throws IOException {
        DeploymentId back = cutOff(Kind.ROLLBACK, release(true), Phase.ACTIVATING);
        assertThat(settled(back).status()).isEqualTo(Status.SUCCESS);
    }

    @Test
    void whatRunsOnAnotherServerIsLeftAlone() {
        cutOff(Kind.DEPLOY, DeploymentId.next(), Phase.EXTRACTING);
        assertThat(new Settlement(records, releases, new Deployments.Node("test", "another")).settleRunning()).isZero();
    }

    @Test
    void whatTheOtherServersHaveEndedIsLeftAsTheyEndedIt() throws IOException {
        DeploymentId ended = cutOff(Kind.DEPLOY, release(false), Phase.REPLICATING);
        DeploymentId other = cutOff(Kind.DEPLOY, DeploymentId.next(), Phase.EXTRACTING);
        assertThat(new Settlement(records, releases, NODE, Hooks.NONE, (project, id) -> {
            if (id.equals(ended)) {
                Records.Stored stored = records.get(id).orElseThrow();
                records.put(RecordEnd.succeeded(stored.deployment(), Status.SUCCESS), stored.version());
            }
            return false;
        }).settleRunning()).isEqualTo(1);
        assertThat(records.get(ended).orElseThrow().deployment().status()).isEqualTo(Status.SUCCESS);
        assertThat(records.get(other).orElseThrow().deployment().status()).isEqualTo(Status.FAILED);
    }

    @Test
    void releasesWithoutARecordGetOneOnce() throws IOException {
        DeploymentId live = release(true);
        DeploymentId other = release(false);
        List<DeploymentId> kept = List.of(live, other);
        assertThat(settlement().adopt(APP, kept)).isEqualTo(2);
        assertThat(settlement().adopt(APP, kept)).isZero();
        assertThat(records.get(live).orElseThrow().deployment().status()).isEqualTo(Status.SUCCESS);
        assertThat(records.get(other).orElseThrow().deployment().status()).isEqualTo(Status.STAGED);
        assertThat(records.list(Filter.ALL.of(APP), 10, 0).total()).isEqualTo(2);
    }

    private DeploymentId cutOffOnTrial(DeploymentId release) {
        Run run = deployments.begin(release, APP, Kind.DEPLOY, Phase.RECEIVING,
                deployments.origin(TestDeploys.ALICE, Optional.empty(), "false", Optional.empty()), release);
        run.enter(Phase.ACTIVATING);
        run.onTrial();
        run.enter(Phase.CHECKING);
        records.put(run.deployment(), 0);
        return release;
    }

    @Test
    void aReleaseThatWasBeingCheckedStaysLiveAndTheRecordSaysSo() throws IOException {
        Deployment settled = settled(cutOffOnTrial(release(true)));
        assertThat(settled.status()).isEqualTo(Status.SUCCESS);
        assertThat(DeploymentAnswer.given(settled).orElseThrow()).containsEntry("warning", Launch.UNCHECKED);
    }

    @Test
    void aReleaseThatHadBeenTakenBackIsRolledBackNotStaged() throws IOException {
        DeploymentId id = cutOffOnTrial(release(false));
        Deployment settled = settled(id);
        assertThat(settled.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(settled.error().orElseThrow().message()).contains("was taken back");
    }

    @Test
    void aReleaseThatWasNotVerifiedYetIsRemovedWhereItHasToBe() throws IOException {
        DeploymentId id = cutOff(Kind.DEPLOY, release(false), Phase.VERIFYING);
        Hooks hooks = Hooks.of(Settings.of(Map.of("slipway.verify-command", "[\"/bin/true\"]")));
        assertThat(new Settlement(records, releases, NODE, hooks).settleRunning()).isEqualTo(1);
        assertThat(records.get(id).orElseThrow().deployment().status()).isEqualTo(Status.FAILED);
        assertThat(releases.isKept(APP, id)).isFalse();
        DeploymentId verified = cutOff(Kind.DEPLOY, release(false), Phase.QUEUED);
        assertThat(new Settlement(records, releases, NODE, hooks).settleRunning()).isEqualTo(1);
        assertThat(records.get(verified).orElseThrow().deployment().status()).isEqualTo(Status.STAGED);
        assertThat(releases.isKept(APP, verified)).isTrue();
    }
}
