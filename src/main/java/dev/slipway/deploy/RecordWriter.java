package dev.slipway.deploy;

import dev.slipway.model.Deployment;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of running deployments, on one thread of its own: what changes several times within half a second is
 * written once, and what could not be written is tried again until it can. The end of a deployment is written at once.
 */
final class RecordWriter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RecordWriter.class.getName());
    private static final long COALESCE_MILLIS = 500;
    private static final long AGAIN_MILLIS = 5_000;
    private static final long PATIENCE_SECONDS = 30;

    private final Records records;
    private final ScheduledThreadPoolExecutor thread;

    RecordWriter(Records records) {
        this.records = records;
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread writer = new Thread(work, "slipway-records");
            writer.setDaemon(true);
            return writer;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** A run and what is known of its record. Its fields belong to the writer's thread. */
    static final class Entry {
        final Run run;
        /** Called on the writer's thread when the end of the run is written. */
        final Runnable whenEnded;
        private final List<Runnable> afterwards = new ArrayList<>(); // guarded by itself
        private volatile boolean waiting;
        private volatile long version;
        private boolean endWritten;
        private boolean overruled;

        Entry(Run run, Runnable whenEnded) {
            this.run = run;
            this.whenEnded = whenEnded;
        }

        /** Has this called, on the writer's thread, when the record was written with what is known now. */
        void afterwards(Runnable action) {
            synchronized (afterwards) {
                afterwards.add(action);
            }
        }

        private List<Runnable> awaited() {
            synchronized (afterwards) {
                return List.copyOf(afterwards);
            }
        }

        private void written(List<Runnable> actions) {
            synchronized (afterwards) {
                afterwards.removeAll(actions);
            }
            for (Runnable action : actions) {
                try {
                    action.run();
                } catch (RuntimeException e) {
                    LOG.log(System.Logger.Level.ERROR, "What waited for the record of deployment " + run.id() + " failed", e);
                }
            }
        }

        /** Whether there is a record of it. */
        boolean recorded() {
            return version > 0;
        }
    }

    /** Writes it soon; any thread, never blocks. */
    void soon(Entry entry) {
        if (!entry.waiting) {
            entry.waiting = true;
            boolean ended = entry.run.deployment().status().terminal();
            schedule(entry, ended ? 0 : COALESCE_MILLIS);
        } else if (entry.run.deployment().status().terminal()) {
            schedule(entry, 0);
        }
    }

    /** Does work with the records: at once, on the calling thread, and if it fails again and again later until it does not. */
    void untilDone(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "The records cannot be settled; trying again: " + why(e), unexpected(e));
            try {
                thread.schedule(() -> untilDone(work), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopped) {
                LOG.log(System.Logger.Level.DEBUG, "stopped", stopped);
            }
        }
    }

    private void schedule(Entry entry, long millis) {
        try {
            thread.schedule(() -> tried(entry), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "stopped: the next start settles the record", e);
        }
    }

    private void tried(Entry entry) {
        try {
            write(entry);
        } catch (RuntimeException | Error e) { // whatever the database's driver throws
            if (e instanceof DeployException known && known.problem() == Problem.DEPLOYMENT_ID_USED) {
                entry.whenEnded.run(); // the id belongs to another: that record stays as it is
                return;
            } else if (e instanceof DeployException known && known.problem() == Problem.OVERTAKEN) {
                return; // said when it was noticed
            }
            LOG.log(System.Logger.Level.WARNING, "The record of deployment " + entry.run.id() + " cannot be written; trying again: "
                    + why(e), unexpected(e));
            entry.waiting = true;
            schedule(entry, AGAIN_MILLIS);
        }
    }

    private static String why(Throwable failure) {
        return failure instanceof DeployException known ? known.detail() : "unexpected";
    }

    private static @Nullable Throwable unexpected(Throwable failure) {
        return failure instanceof DeployException ? null : failure;
    }

    /**
     * Writes it now and waits for it; threads that may block.
     *
     * @throws DeployException {@link Problem#RECORDS_FAILED} when it could not be written,
     *     {@link Problem#DEPLOYMENT_ID_USED} when the id is that of another deployment
     */
    void now(Entry entry) {
        try {
            written(entry).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw late(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DeployException failure ? failure
                    : new DeployException(Problem.RECORDS_FAILED, "The record could not be written", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeployException(Problem.SHUTTING_DOWN, "The server is stopping", e);
        }
    }

    /** As {@link #now}, without waiting; it takes as long as the database does. Any thread. */
    CompletableFuture<Void> written(Entry entry) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                try {
                    write(entry);
                    written.complete(null);
                } catch (RuntimeException | Error e) {
                    written.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            written.completeExceptionally(late(e));
        }
        return written;
    }

    private static DeployException late(Throwable cause) {
        return new DeployException(Problem.RECORDS_FAILED, "The record could not be written in time", cause);
    }

    private void write(Entry entry) {
        entry.waiting = false;
        List<Runnable> actions = entry.awaited(); // before the look at the run: what is added later waits for the next write
        if (entry.endWritten) {
            entry.written(actions);
            return;
        }
        if (entry.version == 0) {
            takeOver(entry);
        }
        Deployment deployment = entry.run.deployment();
        if (!entry.overruled) {
            put(entry, deployment);
        }
        entry.written(actions);
        if (deployment.status().terminal()) {
            entry.endWritten = true;
            entry.whenEnded.run();
        } else if (entry.overruled) {
            throw new DeployException(Problem.OVERTAKEN, "Another server has ended deployment " + deployment.id());
        }
    }

    private void put(Entry entry, Deployment deployment) {
        OptionalLong version = records.put(deployment, entry.version);
        if (version.isEmpty()) { // an earlier put whose outcome was not known, or somebody else's id
            Optional<Records.Stored> there = records.get(deployment.id());
            entry.overruled = there.isPresent() && isAnotherEnd(there.get().deployment(), deployment);
            if (entry.overruled) {
                LOG.log(System.Logger.Level.WARNING, "Another server has ended deployment {0} as {1}: its record stays so",
                        deployment.id(), there.get().deployment().status().label());
                return;
            }
            version = records.put(deployment, there.map(Records.Stored::version).orElse(0L));
        }
        entry.version = version.orElseThrow(
                () -> new DeployException(Problem.RECORDS_FAILED, "The record was changed by another server"));
    }

    /** What has ended has ended once. */
    private static boolean isAnotherEnd(Deployment there, Deployment mine) {
        return there.status().terminal()
                && (there.status() != mine.status() || !there.course().completedAt().equals(mine.course().completedAt()));
    }

    /** The record of an attempt under the same id that did not end well is gone on with; any other is somebody else's. */
    private void takeOver(Entry entry) {
        records.get(entry.run.id()).ifPresent(stored -> {
            Deployment earlier = stored.deployment();
            Deployment mine = entry.run.deployment();
            boolean again = earlier.error().isPresent() && earlier.project().equals(mine.project())
                    && earlier.origin().user().equals(mine.origin().user());
            boolean own = earlier.course().startedAt() == mine.course().startedAt();
            if (!again && !own) {
                throw new DeployException(Problem.DEPLOYMENT_ID_USED,
                        "There is a deployment " + mine.id() + " already: " + earlier.status().label());
            }
            if (again) {
                entry.run.continuesAfter(Run.lastEvent(earlier));
            }
            entry.version = stored.version();
        });
    }

    /** Writes what is waiting, for a moment, and ends. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
