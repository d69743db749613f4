package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.Followed.News;
import dev.slipway.deploy.Followed.Place;
import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.PhaseTime;
import dev.slipway.model.DeploymentEvent;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Phase;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.MemoryRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunTest {
    private static final DeployException REASON = new DeployException(Problem.CANCELLED, "by bob");

    private final Deployments deployments = new Deployments(new MemoryRecords(), new Deployments.Node("n", "h"));
    private final Run run = begin();

    private Run begin() {
        DeploymentId id = DeploymentId.next();
        return deployments.begin(id, new ProjectName("app"), Deployment.Kind.DEPLOY, Phase.RECEIVING,
                deployments.origin(TestDeploys.ALICE, Optional.empty(), "false", Optional.empty()), id);
    }

    private static List<String> told(List<DeploymentEvent> events) {
        return events.stream().map(event -> event.name()
                + (event.name().equals("phase") ? " " + event.data().get("phase") + " " + event.data().get("status") : ""))
                .toList();
    }

    @Test
    void eachPhaseBeginsAndEndsAndOneEventEndsAll() {
        run.enter(Phase.EXTRACTING);
        run.enter(Phase.EXTRACTING);
        run.warn("careful");
        run.succeed(Status.SUCCESS, Map.of("message", "done"));
        News news = run.after(Place.START);
        assertThat(told(news.events())).containsExactly("phase receiving start", "phase receiving done",
                "phase extracting start", "warning", "phase extracting done", "done");
        assertThat(news.ended()).isTrue();
        assertThat(news.events()).extracting(DeploymentEvent::id).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(run.after(news.place()).events()).isEmpty();
    }

    @Test
    void whatHasEndedDoesNotEndAgain() {
        assertThat(run.fail(Status.FAILED, "broken", "internal")).isTrue();
        assertThat(run.succeed(Status.SUCCESS, Map.of())).isFalse();
        assertThat(run.fail(Status.CANCELLED, "late", "cancelled")).isFalse();
        run.enter(Phase.ACTIVATING);
        run.warn("too late");
        assertThat(told(run.after(Place.START).events())).containsExactly("phase receiving start",
                "phase receiving error", "error");
        Deployment ended = run.deployment();
        assertThat(ended.status()).isEqualTo(Status.FAILED);
        assertThat(ended.error()).contains(new Deployment.Failure("broken", "internal", Phase.RECEIVING));
        assertThat(ended.events().get(2).data()).containsEntry("deployment_id", run.id().value())
                .containsEntry("phase", "receiving").containsEntry("code", "internal");
    }

    @Test
    void phasesAreMeasured() {
        run.enter(Phase.EXTRACTING);
        run.enter(Phase.ACTIVATING);
        List<PhaseTime> phases = run.deployment().course().phases();
        assertThat(phases).extracting(PhaseTime::phase)
                .containsExactly(Phase.RECEIVING, Phase.EXTRACTING, Phase.ACTIVATING);
        assertThat(phases).extracting(time -> time.durationMillis().isPresent()).containsExactly(true, true, false);
        run.succeed(Status.SUCCESS, Map.of());
        assertThat(run.deployment().course().phases()).allMatch(time -> time.durationMillis().isPresent());
    }

    @Test
    void progressIsTheLatestOnceAndBeforeTheEnd() {
        run.finalProgress(1, 2, 3);
        run.finalProgress(10, 20, 30);
        News news = run.after(Place.START);
        assertThat(told(news.events())).containsExactly("phase receiving start", "progress");
        assertThat(news.events().get(1).data()).containsExactly(Map.entry("bytes_received", 10L),
                Map.entry("bytes_unpacked", 20L), Map.entry("files", 30L));
        assertThat(run.after(news.place()).events()).isEmpty();
        run.finalProgress(11, 21, 31);
        run.succeed(Status.SUCCESS, Map.of());
        assertThat(told(run.after(news.place()).events()))
                .containsExactly("phase receiving done", "progress", "done");
    }

    @Test
    void progressIsSignalledSeldomAndPhasesAtOnce() throws Exception {
        AtomicInteger signals = new AtomicInteger();
        try (AutoCloseable watch = run.watch(signals::incrementAndGet)) {
            for (int i = 0; i < 100_000; i++) {
                run.progress(i, i, i);
            }
            int ofProgress = signals.get();
            assertThat(ofProgress).isBetween(1, 1000);
            run.enter(Phase.EXTRACTING);
            assertThat(signals.get()).isEqualTo(ofProgress + 1);
        }
        run.enter(Phase.VERIFYING);
        assertThat(run.after(Place.START).events()).isNotEmpty();
    }

    @Test
    void whoCancelsReachesTheWorkNowOrLater() {
        List<DeployException> reasons = new ArrayList<>();
        assertThat(run.cancel(REASON)).isTrue();
        run.cancelledBy(reasons::add);
        assertThat(reasons).containsExactly(REASON);
        assertThat(run.cancel(new DeployException(Problem.CANCELLED, "again"))).isTrue();
        assertThatThrownBy(run::beyondCancel).isSameAs(REASON);
    }

    @Test
    void whatIsBeyondCannotBeCancelled() {
        run.beyondCancel();
        assertThat(run.cancel(REASON)).isFalse();
        assertThatThrownBy(() -> deployments.cancel(run, TestDeploys.ALICE))
                .hasMessageContaining("cannot be cancelled any more: receiving");
    }

    @Test
    void ofManyEndsAtOnceOneCounts() throws Exception {
        for (int round = 0; round < 50; round++) {
            Run one = begin();
            CountDownLatch go = new CountDownLatch(1);
            AtomicInteger ended = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                boolean well = i % 2 == 0;
                Thread thread = new Thread(() -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        return;
                    }
                    if (well ? one.succeed(Status.SUCCESS, Map.of()) : one.fail(Status.FAILED, "x", "internal")) {
                        ended.incrementAndGet();
                    }
                });
                thread.start();
                threads.add(thread);
            }
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(ended).hasValue(1);
            assertThat(one.deployment().events()).filteredOn(DeploymentEvent::terminal).hasSize(1);
        }
    }
}
