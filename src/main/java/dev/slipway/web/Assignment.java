package dev.slipway.web;

import dev.slipway.operation.Job;
import dev.slipway.pipe.BytePipe;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What the workers do for one exchange, and what its client is to be answered. A worker that has begun decides that, unless
 * the client did not want to wait for it; before, the exchange does. Any thread; nothing here blocks.
 */
final class Assignment {
    private final UploadService service;
    private final Intake intake;
    private final BytePipe pipe;
    private final Resolving resolving;
    private final Runnable changed;
    private final WorkerLease lease = new WorkerLease();
    private final AtomicBoolean givenUp = new AtomicBoolean();
    private final AtomicReference<@Nullable Outgoing> outcome = new AtomicReference<>();

    /** @param changed called when the answer is known and when the work has ended; returns at once */
    Assignment(UploadService service, Intake intake, BytePipe pipe, Resolving resolving, Runnable changed) {
        this.service = service;
        this.intake = intake;
        this.pipe = pipe;
        this.resolving = resolving;
        this.changed = changed;
    }

    /**
     * Has the job done as soon as a worker is free; nothing happens when that was asked for before, or there is no job.
     *
     * @throws DeployException {@link Problem#SHUTTING_DOWN}
     */
    void begin() {
        Optional<Job> job = intake.job();
        if (job.isEmpty() || !lease.queue(System.nanoTime())) {
            return;
        }
        try {
            service.workersFor(job.get()).execute(() -> work(job.get()));
        } catch (RejectedExecutionException e) {
            throw new DeployException(Problem.SHUTTING_DOWN, "The server is stopping", e);
        }
    }

    private void work(Job job) {
        if (!lease.begin()) {
            return;
        }
        try {
            resolving.resolve(job.run(intake), this::ended);
        } catch (Throwable e) {
            ended(resolving.failure(e));
        } finally {
            pipe.close();
        }
    }

    private void ended(Outgoing outgoing) {
        lease.end();
        answer(outgoing);
        changed.run();
    }

    /** Whether it has waited for a worker for longer than that. */
    boolean hasWaited(long nanos, long now) {
        return lease.hasWaited(nanos, now);
    }

    /** What the client is to be answered, when that is known. */
    Optional<Outgoing> outcome() {
        return Optional.ofNullable(outcome.get());
    }

    /** The client is to be answered this, unless it is to be answered something else already. */
    void answer(Outgoing outgoing) {
        answer(outgoing, () -> { });
    }

    /** The same. @param chosen called first when it is this; returns at once */
    void answer(Outgoing outgoing, Runnable chosen) {
        if (outcome.compareAndSet(null, outgoing)) {
            chosen.run();
            changed.run();
        } else if (outgoing instanceof Streamed streamed) {
            streamed.discard();
        }
    }

    /** No worker is to begin. */
    void takeBack() {
        lease.takeBack();
    }

    /**
     * Gives up what no worker has begun with, once, whoever wants it.
     *
     * @return whether that is so; what has begun tells its end by itself
     */
    boolean abandon(DeployException reason) {
        boolean waiting = !lease.isIdle() || outcome.get() == null;
        if (!waiting || !lease.takeBack()) {
            return false;
        }
        pipe.close();
        intake.job().filter(job -> givenUp.compareAndSet(false, true)).ifPresent(job -> job.abandon(reason));
        return true;
    }

    /** Whether nothing waits for a worker, and none is at work. */
    boolean isIdle() {
        return lease.isIdle();
    }
}
