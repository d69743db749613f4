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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecordWriterTest {
    private final MemoryRecords memory = new MemoryRecords();
    private final AtomicReference<Runnable> whilePutting = new AtomicReference<>(() -> { });

    /** Records in which something happens while a record is being put. */
    private Records records() {
        return (Records) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Records.class}, (self, method, args) -> {
            try {
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

    private Deployment recorded(DeploymentId id) {
        return memory.get(id).orElseThrow().deployment();
    }
}
