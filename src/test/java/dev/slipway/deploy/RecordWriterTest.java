package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Phase;
import dev.slipway.model.ProjectName;
import dev.slipway.records.MemoryRecords;
import dev.slipway.records.Records;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecordWriterTest {
    private final MemoryRecords memory = new MemoryRecords();
    private final CountDownLatch writing = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final RecordWriter writer = new RecordWriter(slow());
    private final Deployments deployments = new Deployments(new MemoryRecords(), new Deployments.Node("n", "h"));

    /** Whose first write takes until {@link #goOn}. */
    private Records slow() {
        return (Records) Proxy.newProxyInstance(Records.class.getClassLoader(), new Class<?>[] {Records.class}, (self, method, given) -> {
            if (method.getName().equals("put") && writing.getCount() > 0) {
                writing.countDown();
                goOn.await();
            }
            try {
                return method.invoke(memory, given);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    private Run begin() {
        DeploymentId id = DeploymentId.next();
        return deployments.begin(id, new ProjectName("app"), Deployment.Kind.DEPLOY, Phase.RECEIVING,
                deployments.origin(TestDeploys.ALICE, Optional.empty(), "false", Optional.empty()), id);
    }

    @Test
    void whatIsToFollowAWriteDoesNotFollowOneThatHadBegunBefore() throws Exception {
        Run run = begin();
        RecordWriter.Entry entry = new RecordWriter.Entry(run, () -> { });
        List<Phase> recorded = new ArrayList<>();
        CompletableFuture<Void> followed = new CompletableFuture<>();
        writer.soon(entry);
        assertThat(writing.await(20, TimeUnit.SECONDS)).isTrue();
        run.enter(Phase.EXTRACTING);
        entry.afterwards(() -> {
            memory.get(run.id()).ifPresent(stored -> recorded.add(stored.deployment().course().phase()));
            followed.complete(null);
        });
        writer.soon(entry);
        goOn.countDown();
        followed.get(20, TimeUnit.SECONDS);
        writer.close();
        assertThat(recorded).containsExactly(Phase.EXTRACTING);
    }
}
