package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.Archive;
import dev.slipway.model.Deployment.Kind;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Phase;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.MemoryRecords;
import dev.slipway.records.Records;
import dev.slipway.records.SampleDeployment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecordWriterTest {
    private final MemoryRecords memory = new MemoryRecords();
    private final AtomicReference<Runnable> whilePutting = new AtomicReference<>(() -> { });

    private final AtomicReference<Runnable> beforePutting = new AtomicReference<>(() -> { });

    /** Records in which something happens while a record is being put. */
    private Records records() {
        return (Records) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Records.class}, (self, method, args) -> {
            try {
                if (method.getName().equals("put")) {
                    beforePutting.getAndSet(() -> { }).run();
                }
                Object result = method.invoke(memory, args);
                if (method.getName().equals("put")) {
                    whilePutting.getAndSet(() -> { }).run();
                }
                return result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    @Test
    void whatIsSaidWhileAnOlderStateIsBeingWrittenIsNotTakenForWritten() throws Exception {
        Deployments deployments = new Deployments(records(), new Deployments.Node("test", "home"));
        DeploymentId id = DeploymentId.next();
        Run run = begun(deployments, id);
        CompletableFuture<Boolean> keptWhenTold = new CompletableFuture<>();
        whilePutting.set(() -> {
            run.archive(Archive.NONE.withKept(true));
            deployments.whenRecorded(run, () -> keptWhenTold.complete(recorded(id).archive().kept()));
        });
        deployments.record(run);
        assertThat(keptWhenTold.get(30, TimeUnit.SECONDS)).as("an archive that no record keeps is deleted then").isTrue();
        deployments.close();
    }

    private static Run begun(Deployments deployments) {
        return begun(deployments, DeploymentId.next());
    }

    private static Run begun(Deployments deployments, DeploymentId id) {
        return deployments.begin(id, new ProjectName("app"), Kind.DEPLOY, Phase.RECEIVING,
                deployments.origin(TestDeploys.ALICE, Optional.empty(), "false", Optional.empty()), id);
    }

    @Test
    void whoDoesNotWaitIsToldWhenThereIsARecord() throws Exception {
        Deployments deployments = new Deployments(records(), new Deployments.Node("test", "home"));
        DeploymentId id = DeploymentId.next();
        Run run = begun(deployments, id);
        assertThat(memory.get(id)).isEmpty();
        deployments.recorded(run).toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(recorded(id).status()).isEqualTo(Status.RECEIVING);
        deployments.close();
    }

    @Test
    void whoDoesNotWaitIsToldThatTheIdIsTakenAndNothingOfTheOtherIsChanged() {
        Deployment other = SampleDeployment.bare("other", 1, Status.SUCCESS);
        memory.put(other, 0);
        Deployments deployments = new Deployments(records(), new Deployments.Node("test", "home"));
        Run run = begun(deployments, other.id());
        assertThatThrownBy(() -> deployments.recorded(run).toCompletableFuture().get(30, TimeUnit.SECONDS))
                .cause().isInstanceOfSatisfying(DeployException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.DEPLOYMENT_ID_USED));
        assertThatThrownBy(() -> deployments.record(run)).as("the worker is told so, too")
                .isInstanceOf(DeployException.class);
        assertThat(recorded(other.id())).isEqualTo(other);
        deployments.close();
    }

    @Test
    void whatAnotherNodeRecordsIsNotRecordedHere() {
        Deployment other = SampleDeployment.bare("other", 1, Status.ACTIVATING);
        memory.put(other, 0);
        Deployments deployments = new Deployments(records(), new Deployments.Node("test", "home"));
        Run run = Run.recordedElsewhere(other, (hook, line) -> { });
        run.warn("only said here");
        deployments.record(run);
        assertThat(recorded(other.id())).isEqualTo(other);
        deployments.close();
    }

    /** A worker that comes after that must not go on without a record. */
    @Test
    void anIdThatWasFoundToBeTakenBeforeAWorkerBeganIsStillTaken() {
        Deployment other = SampleDeployment.bare("other", 1, Status.SUCCESS);
        memory.put(other, 0);
        Deployments deployments = new Deployments(records(), new Deployments.Node("test", "home"));
        Run run = begun(deployments, other.id());
        run.warn("written by itself, half a second later");
        await().until(() -> deployments.open() == 0);
        assertThatThrownBy(() -> deployments.record(run)).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(Problem.DEPLOYMENT_ID_USED));
        assertThat(recorded(other.id())).isEqualTo(other);
        deployments.close();
    }

    @Test
    void whateverTheDriverThrowsTheRecordIsWrittenLater() {
        Deployments deployments = new Deployments(records(), new Deployments.Node("test", "home"));
        Run run = begun(deployments);
        beforePutting.set(() -> {
            throw new IllegalStateException("of the driver");
        });
        run.succeed(Status.SUCCESS, Map.of());
        await().atMost(Duration.ofSeconds(30)).until(() -> memory.get(run.id()).isPresent());
        assertThat(recorded(run.id()).status()).isEqualTo(Status.SUCCESS);
        await().until(() -> deployments.open() == 0);
        deployments.close();
    }

    @Test
    void whatWaitsForARecordIsDoneThoughSomethingElseThatWaitsFails() throws Exception {
        Deployments deployments = new Deployments(records(), new Deployments.Node("test", "home"));
        Run run = begun(deployments);
        CompletableFuture<Boolean> second = new CompletableFuture<>();
        deployments.whenRecorded(run, () -> {
            throw new IllegalStateException("the first fails");
        });
        deployments.whenRecorded(run, () -> second.complete(true));
        assertThat(second.get(30, TimeUnit.SECONDS)).isTrue();
        deployments.close();
    }

    @Test
    void settlingGoesOnWhateverTheDriverThrows() throws Exception {
        RecordWriter writer = new RecordWriter(memory);
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        AtomicInteger attempts = new AtomicInteger();
        writer.untilDone(() -> {
            if (attempts.incrementAndGet() == 1) {
                throw new IllegalStateException("of the driver");
            }
            done.complete(true);
        });
        assertThat(done.get(30, TimeUnit.SECONDS)).isTrue();
        writer.close();
    }

    @Test
    void whatAnotherServerEndedStaysAsItEnded() {
        Deployments deployments = new Deployments(records(), new Deployments.Node("test", "home"));
        Run run = begun(deployments);
        deployments.record(run);
        Records.Stored mine = memory.get(run.id()).orElseThrow();
        Deployment ended = RecordEnd.failed(mine.deployment(), Status.FAILED, "its server is gone", "server-gone");
        memory.put(ended, mine.version()).orElseThrow();
        assertThatThrownBy(() -> deployments.record(run)).as("it must not become live any more")
                .isInstanceOfSatisfying(DeployException.class, e -> assertThat(e.problem()).isEqualTo(Problem.OVERTAKEN));
        run.succeed(Status.SUCCESS, Map.of());
        await().until(() -> deployments.open() == 0);
        assertThat(recorded(run.id())).isEqualTo(ended);
        deployments.close();
    }

    @Test
    void whatItEndedItselfIsNotAnothersWhenTheAnswerWasLost() {
        Deployments deployments = new Deployments(records(), new Deployments.Node("test", "home"));
        Run run = begun(deployments);
        deployments.record(run);
        whilePutting.set(() -> {
            throw new DeployException(Problem.RECORDS_FAILED, "the connection was lost");
        });
        run.succeed(Status.SUCCESS, Map.of());
        await().atMost(Duration.ofSeconds(30)).until(() -> deployments.open() == 0);
        assertThat(recorded(run.id()).status()).isEqualTo(Status.SUCCESS);
        deployments.close();
    }

    private Deployment recorded(DeploymentId id) {
        return memory.get(id).orElseThrow().deployment();
    }
}
