package dev.slipway.web;

import dev.slipway.config.Knob;
import dev.slipway.config.Settings;
import dev.slipway.deploy.Workers;
import dev.slipway.operation.Job;
import dev.slipway.pipe.BufferPool;
import dev.slipway.pipe.BytePipe;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * What all uploads share: workers, buffers, the watchdog, what writes answers, and the list of open
 * exchanges. One per web application.
 */
final class UploadService {
    private static final System.Logger LOG = System.getLogger(UploadService.class.getName());
    private static final long TICK_MILLIS = 500;
    /** Buffers of the pool may take this part of the heap at most unless the setting says otherwise. */
    private static final int HEAP_PART = 4;
    private static final long DEFAULT_POOL = 32L << 20;
    /** What a stopping server waits for deployments to be undone. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    /** What it waits for their answers to be written. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

    /** What the lock of the home directory waits for the last worker; after that it ends with the process. */
    private static final Duration LAST_WORKER = Duration.ofDays(1);

    private final UploadTimes times;
    private final Workers workers;
    private final Workers requests;
    private final BufferPool buffers;
    private final int pipeBytes;
    private final ReadBuffers readBuffers = new ReadBuffers();
    private final ReadThreads readThreads = new ReadThreads();
    private final Outflows outflows;
    private final Set<UploadExchange> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watchdog;
    private final Duration shutdownTimeout;

    /**
     * @param threads makes worker threads
     * @param requests runs what takes no payload
     */
    UploadService(Settings settings, ThreadFactory threads, Workers requests) {
        this.requests = requests;
        int concurrent = settings.count(Knob.MAX_CONCURRENT_EXTRACTIONS);
        this.times = UploadTimes.of(settings);
        this.outflows = new Outflows(settings, threads, readBuffers);
        this.workers = new Workers(threads, concurrent);
        this.buffers = new BufferPool(poolBytes(settings), concurrent);
        this.pipeBytes = Math.toIntExact(Math.min(Integer.MAX_VALUE / 2, settings.bytes(Knob.PIPE_BYTES)));
        this.shutdownTimeout = settings.duration(Knob.SHUTDOWN_TIMEOUT);
        this.watchdog = Executors.newSingleThreadScheduledExecutor(named("slipway-watchdog"));
        watchdog.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static long poolBytes(Settings settings) {
        return settings.givenBytes(Knob.PIPE_POOL_BYTES)
                .orElseGet(() -> Math.min(DEFAULT_POOL, Runtime.getRuntime().maxMemory() / HEAP_PART));
    }

    static ThreadFactory named(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    private void tick() {
        long now = System.nanoTime();
        for (UploadExchange exchange : open) {
            try {
                exchange.tick(now);
            } catch (RuntimeException | Error e) { // one failure must not end the watchdog
                LOG.log(System.Logger.Level.ERROR, "the watchdog failed on an upload", e);
            }
        }
        try {
            outflows.tick(now);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "the watchdog failed on an answer", e);
        }
    }

    UploadTimes times() {
        return times;
    }

    Workers workers() {
        return workers;
    }

    /** Who does a job: what needs no payload does not wait for those who receive one. */
    Workers workersFor(Job job) {
        return job.payload() == Job.Use.WANTED ? workers : requests;
    }

    /** Answers that are streamed. */
    Outflows outflows() {
        return outflows;
    }

    ReadBuffers readBuffers() {
        return readBuffers;
    }

    ReadThreads readThreads() {
        return readThreads;
    }

    BytePipe newPipe(BytePipe.Listener listener) {
        return new BytePipe(buffers, pipeBytes, listener);
    }

    void opened(UploadExchange exchange) {
        open.add(exchange);
    }

    void closed(UploadExchange exchange) {
        open.remove(exchange);
    }

    /** Exchanges that are not over. */
    int open() {
        return open.size();
    }

    /** Buffers that pipes hold now. */
    int buffersLeased() {
        return buffers.leased();
    }

    /** What a client is told of a failure that has no name; who answers writes the rest to the log. */
    DeployException internal(Throwable cause) {
        return new DeployException(Problem.INTERNAL, "The server failed", cause);
    }

    /** Writes the cause of a failure that is the server's own to the log, which is the only place that gets it. */
    void logCause(DeployException failure) {
        boolean logged = failure.problem() == Problem.INTERNAL;
        if (failure.problem().status() >= 500 && failure.getCause() != null && !logged) {
            LOG.log(System.Logger.Level.WARNING, "failed: " + failure.detail(), failure.getCause());
        }
    }

    /**
     * Lets running uploads finish within the shutdown time, then ends those that have not.
     *
     * @param whenWorkersEnded called once no worker touches the disk any more; at once where that is so, else by a
     *     thread that waits for it
     */
    void close(Runnable whenWorkersEnded) {
        if (!open.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "Stopping; uploads that are running: " + open.size()
                    + ", waiting for them up to " + shutdownTimeout.toSeconds() + " s");
        }
        workers.stop(shutdownTimeout);
        for (UploadExchange exchange : open) {
            exchange.fail(new DeployException(Problem.SHUTTING_DOWN, "The server is stopping"));
        }
        workers.stop(LAST_WORDS); // a worker that waited for bytes undoes its deployment and answers now
        workers.close();
        awaitAnswers();
        outflows.close();
        end(readThreads.threads());
        watchdog.shutdownNow();
        end(watchdog);
        if (workers.stop(LAST_WORDS)) {
            whenWorkersEnded.run();
            return;
        }
        LOG.log(System.Logger.Level.WARNING, "A worker is still busy with the disk; the home directory stays locked");
        named("slipway-last-worker").newThread(() -> {
            if (workers.stop(LAST_WORKER)) {
                whenWorkersEnded.run();
            }
        }).start();
    }

    private void awaitAnswers() {
        long until = System.nanoTime() + LAST_ANSWERS.toNanos();
        try {
            while (open.stream().anyMatch(UploadExchange::owesAnswer) && System.nanoTime() - until < 0) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(ExecutorService threads) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
