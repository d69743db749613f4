package dev.slipway.rollout;

import dev.slipway.problem.DeployException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Does something from time to time and whenever it is asked to, on one thread of its own, never twice at a time. */
final class Heartbeat implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Heartbeat.class.getName());
    private static final long END_SECONDS = 10;

    private final boolean tells;
    private final Duration first;
    private final Duration pause;
    private final Beat beat;
    private final ScheduledThreadPoolExecutor thread;
    private final AtomicBoolean asked = new AtomicBoolean();
    private boolean failing;

    /** What is done. @param due whether it is the regular time, not because it was asked for */
    interface Beat {
        void done(boolean due);
    }

    /**
     * @param name of its thread
     * @param tells whether it is the one that says in the log when the records cannot be reached
     * @param first time to the first
     * @param pause time between two
     */
    Heartbeat(String name, boolean tells, Duration first, Duration pause, Beat beat) {
        this.tells = tells;
        this.first = first;
        this.pause = pause;
        this.beat = beat;
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread made = new Thread(work, name);
            made.setDaemon(true);
            made.setContextClassLoader(Heartbeat.class.getClassLoader());
            return made;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void start() {
        thread.scheduleWithFixedDelay(() -> attempt(true), first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Does it soon. Any thread; returns at once. */
    void soon() {
        if (asked.compareAndSet(false, true)) {
            try {
                thread.execute(() -> {
                    asked.set(false);
                    attempt(false);
                });
            } catch (RejectedExecutionException e) {
                LOG.log(System.Logger.Level.DEBUG, "stopped", e);
            }
        }
    }

    private void attempt(boolean due) {
        try {
            beat.done(due);
            if (failing && tells) {
                LOG.log(System.Logger.Level.INFO, "The cluster's records can be reached again");
            }
            failing = false;
        } catch (DeployException e) {
            if (!failing && tells) {
                LOG.log(System.Logger.Level.WARNING, "This node is cut off from the cluster's records; what is live stays live: {0}",
                        e.detail());
            }
            failing = true;
        } catch (RuntimeException | Error e) { // one failure must not end the signs of life
            LOG.log(System.Logger.Level.ERROR, "The cluster cannot be looked after", e);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
