package dev.slipway.web;

import dev.slipway.config.Knob;
import dev.slipway.config.Settings;
import dev.slipway.deploy.Workers;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What all streamed answers share: the few threads that write them, those that make content, and the list of open ones.
 * One for the server.
 */
final class Outflows {
    private static final System.Logger LOG = System.getLogger(Outflows.class.getName());
    private static final int WRITERS = 4;
    private static final int MAKERS = 8;
    /** Content that may wait for a thread that makes it. */
    private static final int MAX_WAITING = 100;
    /** How long it may: those that have a thread may keep it for as long as their clients take nothing. */
    private static final long MAKER_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final ThreadPoolExecutor writers;
    private final Workers makers;
    private final ReadBuffers buffers;
    private final Set<Outflow> open = ConcurrentHashMap.newKeySet();
    private final Set<Making> waiting = ConcurrentHashMap.newKeySet();
    private final Set<EventStream> followers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger followed = new AtomicInteger();
    private final int maxFollowers;
    private final long heartbeat;
    private final long patience;
    private volatile boolean stopping;

    /** @param threads makes threads that may block for long */
    Outflows(Settings settings, ThreadFactory threads, ReadBuffers buffers) {
        this.buffers = buffers;
        this.maxFollowers = settings.count(Knob.MAX_FOLLOWERS);
        this.heartbeat = settings.duration(Knob.EVENT_HEARTBEAT).toNanos();
        this.patience = settings.duration(Knob.STALL_TIMEOUT).toNanos();
        this.makers = new Workers(threads, MAKERS);
        this.writers = new ThreadPoolExecutor(WRITERS, WRITERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                Outflows::writer);
        writers.allowCoreThreadTimeOut(true);
    }

    private static Thread writer(Runnable work) {
        Thread thread = new Thread(work, "slipway-events");
        thread.setDaemon(true);
        thread.setContextClassLoader(Outflows.class.getClassLoader());
        return thread;
    }

    /** Has something done by a writing thread, or at once where the server has stopped; it does not wait for anybody. Any thread. */
    void execute(Runnable work) {
        try {
            writers.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "the server has stopped", e);
            work.run();
        }
    }

    /** Content that waits for a thread; whoever takes it first decides whether it is made or refused. */
    private record Making(Runnable work, Consumer<DeployException> refused, long since, AtomicBoolean taken)
            implements Runnable {
        @Override
        public void run() {
            if (taken.compareAndSet(false, true)) {
                work.run();
            }
        }

        void refuse(DeployException reason) {
            if (taken.compareAndSet(false, true)) {
                refused.accept(reason);
            }
        }
    }

    /**
     * Has content made, by a thread that may block, as soon as one is free.
     *
     * @param refused told instead, at once or by the watchdog after a few seconds, that none was: {@link
     *     Problem#SERVER_BUSY} or {@link Problem#SHUTTING_DOWN}
     */
    void make(Runnable work, Consumer<DeployException> refused) {
        Making making = new Making(work, refused, System.nanoTime(), new AtomicBoolean());
        if (makers.waiting() >= MAX_WAITING) {
            making.refuse(new DeployException(Problem.SERVER_BUSY, "Too many downloads are waiting"));
            return;
        }
        waiting.add(making);
        try {
            makers.execute(() -> {
                waiting.remove(making);
                making.run();
            });
        } catch (RejectedExecutionException e) {
            waiting.remove(making);
            making.refuse(new DeployException(Problem.SHUTTING_DOWN, "The server is stopping", e));
        }
    }

    private void refuseWhatWaits(long now) {
        refuseThose(making -> now - making.since() > MAKER_WAIT_NANOS, new DeployException(Problem.SERVER_BUSY,
                "No thread became free to make this download within " + TimeUnit.NANOSECONDS.toSeconds(MAKER_WAIT_NANOS)
                        + " s"));
    }

    private void refuseThose(Predicate<Making> which, DeployException reason) {
        for (Making making : waiting) {
            if (which.test(making) && waiting.remove(making)) {
                execute(() -> making.refuse(reason));
            }
        }
    }

    ReadBuffers buffers() {
        return buffers;
    }

    /** Longest time that a client may take nothing of a file or of content, in nanoseconds. */
    long patience() {
        return patience;
    }

    /** Longest time that a client may take nothing of its events, in nanoseconds: several heartbeats. */
    long patienceOfFollowers() {
        return Math.max(patience, 12 * heartbeat);
    }

    /** Time after which an event stream says that it is alive, in nanoseconds. */
    long heartbeat() {
        return heartbeat;
    }

    /**
     * Lets a follower in; it is ended when the server stops.
     *
     * @throws DeployException {@link Problem#SERVER_BUSY} when there are too many
     */
    void enter(EventStream follower) {
        if (stopping) {
            throw new DeployException(Problem.SHUTTING_DOWN, "The server is stopping");
        }
        if (followed.incrementAndGet() > maxFollowers) {
            followed.decrementAndGet();
            throw new DeployException(Problem.SERVER_BUSY, "There are " + maxFollowers
                    + " followers of deployments already (slipway." + Knob.MAX_FOLLOWERS.label() + ")");
        }
        followers.add(follower);
    }

    /** The follower is gone; once for each that was let in. */
    void leave(EventStream follower) {
        if (followers.remove(follower)) {
            followed.decrementAndGet();
        }
    }

    /** Followers that are let in now. */
    int followers() {
        return followed.get();
    }

    void opened(Outflow outflow) {
        open.add(outflow);
    }

    void closed(Outflow outflow) {
        open.remove(outflow);
    }

    /** Streamed answers that are not over. */
    int open() {
        return open.size();
    }

    /** The watchdog, twice a second. */
    void tick(long now) {
        for (Outflow outflow : open) {
            outflow.tick(now);
        }
        refuseWhatWaits(now);
    }

    /** The server stops: those who follow hear nothing more. */
    void endFollowers() {
        stopping = true;
        followers.forEach(EventStream::conclude);
    }

    /** Ends what is still open, and the threads. */
    void close() {
        endFollowers();
        makers.stop(Duration.ZERO);
        refuseThose(making -> true, new DeployException(Problem.SHUTTING_DOWN, "The server is stopping"));
        awaitNone();
        open.forEach(outflow -> outflow.abort(new java.io.IOException("the server is stopping")));
        awaitNone();
        makers.close();
        writers.shutdown();
    }

    private void awaitNone() {
        long until = System.nanoTime() + LAST_WORDS.toNanos();
        try {
            while (!open.isEmpty() && System.nanoTime() - until < 0) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
