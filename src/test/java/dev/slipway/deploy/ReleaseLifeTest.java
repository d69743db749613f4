package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.DeployRequest.Wish;
import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.Kind;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Filter;
import dev.slipway.records.MemoryRecords;
import dev.slipway.release.Collected;
import dev.slipway.release.HomeDirectory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Releases that are staged, made live, taken back and queued, on a real home. */
class ReleaseLifeTest {
    private static final ProjectName APP = new ProjectName("app");
    private static final Wish STAGE = new Wish(false, Optional.empty(), "false", 0);

    @TempDir
    Path folder;

    private final MemoryRecords records = new MemoryRecords();
    private HomeDirectory home;
    private Deployer.Tools tools;
    private Deployer deployer;
    private Activator activator;

    private record Given(InputStream stream, Optional<Digest> declared) implements Payload {}

    @BeforeEach
    void open() throws IOException {
        home = HomeDirectory.open(folder.resolve("home"), Duration.ofSeconds(5));
        tools = TestDeploys.tools(home, records);
        deployer = new Deployer(tools);
        activator = new Activator(tools);
    }

    @AfterEach
    void close() throws IOException {
        tools.deployments().close();
        home.close();
    }

    private Deploying begin(Wish wish, boolean queue) {
        return deployer.begin(new DeployRequest(APP, DeploymentId.next(), TestDeploys.ALICE, Optional.empty(), wish, queue,
                Optional.empty()));
    }

    private static Given site(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry("a");
            entry.setSize(text.length());
            tar.putArchiveEntry(entry);
            tar.write(text.getBytes(StandardCharsets.US_ASCII));
            tar.closeArchiveEntry();
        }
        return new Given(new ByteArrayInputStream(bytes.toByteArray()), Optional.empty());
    }

    private DeploymentId deploy(String text) throws IOException {
        return begin(Wish.LIVE, false).carryOut(site(text)).toCompletableFuture().join().id();
    }

    private Activator.Request request() {
        return new Activator.Request(APP, DeploymentId.next(), TestDeploys.ALICE, Optional.of("why"), "false",
                Optional.empty());
    }

    private Deployment rollback() {
        return activator.rollback(request(), Optional.empty());
    }

    private String live() throws IOException {
        return Files.readString(home.live().resolve("app/a"));
    }

    @Test
    void goingBackTwiceGoesTwoReleasesBackAndThenNoFurther() throws IOException {
        DeploymentId first = deploy("one");
        DeploymentId second = deploy("two");
        DeploymentId third = deploy("three");
        Deployment once = rollback();
        assertThat(live()).isEqualTo("two");
        assertThat(once.kind()).isEqualTo(Kind.ROLLBACK);
        assertThat(once.lineage()).isEqualTo(
                new Deployment.Lineage(second, Optional.of(first), Optional.of(third)));
        assertThat(rollback().lineage()).isEqualTo(
                new Deployment.Lineage(first, Optional.empty(), Optional.of(second)));
        assertThat(live()).isEqualTo("one");
        assertThatThrownBy(this::rollback).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(Problem.NOT_POSSIBLE_NOW));
        assertThat(live()).isEqualTo("one");
    }

    @Test
    void afterGoingBackTheWayBackFromANewReleaseIsTheOneThatWasLive() throws IOException {
        deploy("one");
        deploy("two");
        deploy("broken");
        rollback();
        deploy("three");
        rollback();
        assertThat(live()).isEqualTo("two");
        rollback();
        assertThat(live()).isEqualTo("one");
    }

    @Test
    void anyKeptReleaseCanBeMadeLiveAndTheWayBackFromItIsKnown() throws IOException {
        DeploymentId first = deploy("one");
        deploy("two");
        DeploymentId third = deploy("three");
        activator.activate(request(), first);
        assertThat(live()).isEqualTo("one");
        Deployment forth = activator.activate(request(), third);
        assertThat(live()).isEqualTo("three");
        assertThat(forth.lineage().rollbackOf()).contains(first);
        rollback();
        assertThat(live()).isEqualTo("one");
    }

    @Test
    void theDeploymentThatWentBackStandsForItsRelease() throws IOException {
        DeploymentId first = deploy("one");
        deploy("two");
        Deployment back = rollback();
        deploy("three");
        Deployment again = activator.activate(request(), back.id());
        assertThat(again.lineage().release()).isEqualTo(first);
        assertThat(live()).isEqualTo("one");
    }

    @Test
    void whatFailedOrWasStagedIsNotTheOneBefore() throws IOException {
        deploy("one");
        begin(STAGE, false).carryOut(site("staged"));
        assertThatThrownBy(() -> begin(Wish.LIVE, false).carryOut(new Given(
                new ByteArrayInputStream(new byte[100]), Optional.empty()))).isInstanceOf(DeployException.class);
        deploy("two");
        rollback();
        assertThat(live()).isEqualTo("one");
    }

    @Test
    void aReleaseThatIsNotKeptAnyMoreIsPassedOver() throws IOException {
        deploy("one");
        DeploymentId second = deploy("two");
        deploy("three");
        tools.releases().collect(APP, second).ifPresent(Collected::delete);
        assertThatThrownBy(() -> activator.activate(request(), second)).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(Problem.NOT_FOUND));
        rollback();
        assertThat(live()).isEqualTo("one");
    }

    @Test
    void theReleaseOfAnotherProjectIsNamedAsSuch() throws IOException {
        DeploymentId first = deploy("one");
        Activator.Request other = new Activator.Request(
                new ProjectName("other"), DeploymentId.next(), TestDeploys.ALICE, Optional.empty(), "false",
                Optional.empty());
        assertThatThrownBy(() -> activator.activate(other, first))
                .hasMessage("Deployment " + first + " belongs to 'app'");
    }

    @Test
    void aDeployThatIsStillArrivingDoesNotStandInTheWay() throws IOException {
        DeploymentId first = deploy("one");
        deploy("two");
        Deploying arriving = begin(Wish.LIVE, false);
        rollback();
        assertThat(live()).isEqualTo("one");
        arriving.carryOut(site("three"));
        assertThat(live()).isEqualTo("three");
        assertThat(arriving.run().deployment().lineage().previous()).contains(first);
    }

    @Test
    void queuedDeploysAreStagedAtOnceAndBecomeLiveInOrder() throws IOException {
        Deploying first = begin(Wish.LIVE, true);
        Deploying second = begin(Wish.LIVE, true);
        Deploying third = begin(Wish.LIVE, true);
        CompletableFuture<Deployment> thirdEnds = third.carryOut(site("three")).toCompletableFuture();
        CompletableFuture<Deployment> secondEnds = second.carryOut(site("two")).toCompletableFuture();
        assertThat(secondEnds).isNotDone();
        assertThat(second.run().deployment().status()).isEqualTo(Status.QUEUED);
        assertThat(home.live().resolve("app")).doesNotExist();
        assertThat(tools.deployments().running(APP)).extracting(Deployment::id)
                .containsExactly(first.run().id(), second.run().id(), third.run().id());
        first.carryOut(site("one"));
        assertThat(thirdEnds.join().lineage().previous()).contains(second.run().id());
        assertThat(secondEnds.join().lineage().previous()).contains(first.run().id());
        assertThat(live()).isEqualTo("three");
        assertThat(tools.queues().held()).isZero();
    }

    @Test
    void aQueuedDeployThatIsCancelledLeavesNothingAndTheNextHasItsTurn() throws IOException {
        Deploying first = begin(Wish.LIVE, true);
        Deploying second = begin(Wish.LIVE, true);
        Deploying third = begin(Wish.LIVE, true);
        CompletableFuture<Deployment> thirdEnds = third.carryOut(site("three")).toCompletableFuture();
        CompletableFuture<Deployment> secondEnds = second.carryOut(site("two")).toCompletableFuture();
        tools.deployments().cancel(second.run(), TestDeploys.ALICE);
        assertThatThrownBy(secondEnds::join).isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("Deployment " + second.run().id() + " was cancelled by alice");
        assertThat(second.run().deployment().status()).isEqualTo(Status.CANCELLED);
        assertThat(tools.releases().isKept(APP, second.run().id())).isFalse();
        first.abandon(new DeployException(Problem.CLIENT_GONE, "gone"));
        thirdEnds.join();
        assertThat(live()).isEqualTo("three");
    }

    @Test
    void whoWaitsWhenTheServerStopsIsToldAndLeavesNothing() throws IOException {
        Deploying first = begin(Wish.LIVE, true);
        Deploying second = begin(Wish.LIVE, true);
        Deploying third = begin(Wish.LIVE, true);
        CompletableFuture<Deployment> waiting = second.carryOut(site("two")).toCompletableFuture();
        tools.queues().stop();
        assertThatThrownBy(waiting::join).hasRootCauseMessage("The server is stopping");
        CompletableFuture<Deployment> late = third.carryOut(site("three")).toCompletableFuture();
        assertThatThrownBy(late::join).hasRootCauseMessage("The server is stopping");
        first.carryOut(site("one"));
        assertThat(live()).isEqualTo("one");
        assertThat(tools.releases().kept(APP)).containsExactly(first.run().id());
    }

    @Test
    void everyEndIsRecordedBeforeItIsTold() throws IOException {
        DeploymentId first = deploy("one");
        Deployment recorded = records.get(first).orElseThrow().deployment();
        assertThat(recorded.status()).isEqualTo(Status.SUCCESS);
        assertThat(DeploymentAnswer.given(recorded)).hasValueSatisfying(
                answer -> assertThat(answer).containsEntry("message", "Successfully deployed: app"));
        deploy("two");
        Deployment back = rollback();
        Deployment backRecorded = records.get(back.id()).orElseThrow().deployment();
        assertThat(backRecorded).isEqualTo(back);
        assertThat(backRecorded.origin().message()).contains("why");
        assertThat(records.list(Filter.ALL, 10, 0).total()).isEqualTo(3);
    }

    @Test
    void theIdOfAnotherDeploymentIsNotTaken() throws IOException {
        DeploymentId first = deploy("one");
        DeployRequest other = new DeployRequest(new ProjectName("other"), first, TestDeploys.ALICE, Optional.empty(),
                Wish.LIVE, false, Optional.empty());
        Deploying stolen = deployer.begin(other);
        assertThatThrownBy(() -> stolen.carryOut(site("x"))).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(Problem.DEPLOYMENT_ID_USED));
        assertThat(records.get(first).orElseThrow().deployment().project()).isEqualTo(APP);
        assertThat(home.live().resolve("other")).doesNotExist();
    }

    @Test
    void anAttemptThatFailedIsGoneOnWithUnderItsId() throws IOException {
        DeploymentId id = DeploymentId.next();
        DeployRequest request = new DeployRequest(APP, id, TestDeploys.ALICE, Optional.empty(), Wish.LIVE, false,
                Optional.empty());
        deployer.begin(request).abandon(new DeployException(Problem.CLIENT_GONE, "gone"));
        while (tools.deployments().open() > 0) {
            Thread.onSpinWait();
        }
        long heard = records.get(id).orElseThrow().deployment().events().stream().mapToLong(e -> e.id()).max().orElse(0);
        Deployment ended = deployer.begin(request).carryOut(site("one")).toCompletableFuture().join();
        assertThat(ended.status()).isEqualTo(Status.SUCCESS);
        assertThat(ended.events()).allMatch(event -> event.id() > heard);
    }
}
