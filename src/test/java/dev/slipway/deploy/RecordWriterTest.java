package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.Archive;
import dev.slipway.model.Deployment.Kind;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Phase;
import dev.slipway.model.ProjectName;
import dev.slipway.records.MemoryRecords;
import dev.slipway.records.Records;
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
        Run run = deployments.begin(id, new ProjectName("app"), Kind.DEPLOY, Phase.RECEIVING,
                deployments.origin(TestDeploys.ALICE, Optional.empty(), "false", Optional.empty()), id);
        CompletableFuture<Boolean> keptWhenTold = new CompletableFuture<>();
        whilePutting.set(() -> {
            run.archive(Archive.NONE.withKept(true));
            deployments.whenRecorded(run, () -> keptWhenTold.complete(recorded(id).archive().kept()));
        });
        deployments.record(run);
        assertThat(keptWhenTold.get(30, TimeUnit.SECONDS)).as("an archive that no record keeps is deleted then").isTrue();
        deployments.close();
    }

    private Deployment recorded(DeploymentId id) {
        return memory.get(id).orElseThrow().deployment();
    }
}
