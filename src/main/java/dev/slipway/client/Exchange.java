package dev.slipway.client;

import dev.slipway.archive.PackingFailedException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer on a connection of its own, the answer being read while the request is still sent: a
 * server that refuses an upload half way is heard, also when it closes the connection right after.
 *
 * <p>Three threads. The <em>caller's</em> waits, tells the ticker how it goes, and is the one that can be interrupted.
 * The <em>sender</em> connects and writes. The <em>reader</em> waits for the answer. The two leave what happened in the
 * volatile fields, each of which one thread writes once, and release {@code changed}; the caller decides. Closing the
 * connection ends both.
 */
final class Exchange {
    /** What is sent. */
    interface Request {
        /**
         * Writes the whole request. On the sender's thread, which is interrupted when it is no longer wanted.
         *
         * @throws PackingFailedException when it cannot be made
         * @throws IOException when the connection fails
         */
        void writeTo(OutputStream wire) throws IOException;

        /** For how long the connection has not taken what is written; asked by the caller's thread. */
        default long stuckNanos() {
            return 0;
        }

        /** Whether the last byte may be out by now and the server act on it; any thread. */
        default boolean takesEffect() {
            return false;
        }

        /** Whether an answer of success may come before the last byte; any thread. */
        default boolean mayBeAnsweredAtOnce() {
            return false;
        }
    }

    /** Told several times a second where the exchange is, on the caller's thread. */
    interface Ticker {
        void tick(DeployPhase phase);
    }

    private static final long TICK_MILLIS = 100;
    /** For how long an answer is awaited after the connection stopped taking bytes, or bytes after the answer. */
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final long JOIN_MILLIS = 5_000;

    private final Target target;
    private final Timeouts timeouts;
    private final Deadline deadline;
    private final Wire wire;
    private final Request request;
    private final Semaphore changed = new Semaphore(0);

    private volatile DeployPhase phase = DeployPhase.CONNECTING;
    private volatile @Nullable Answer answer;
    private volatile @Nullable Throwable sendFailure;
    private volatile @Nullable Throwable readFailure;
    /** When the last byte was sent, or the sending or the answer cut the other short; the caller's thread only. */
    private long since;
    private boolean counting;

    Exchange(Target target, Timeouts timeouts, Deadline deadline, Wire wire, Request request) {
        this.target = target;
        this.timeouts = timeouts;
        this.deadline = deadline;
        this.wire = wire;
        this.request = request;
    }

    /**
     * Sends the request and waits for the answer, whatever its status.
     *
     * @throws DeployFailedException when no answer came, or an answer of success before everything was sent
     */
    Answer perform(Ticker ticker) throws DeployFailedException {
        Thread sender = daemon("slipway-send", this::send);
        sender.start();
        try {
            while (true) {
                ticker.tick(phase);
                Answer done = outcome();
                if (done != null) {
                    return done;
                }
                if (changed.tryAcquire(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                    changed.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw late(Trouble.interrupted());
        } finally {
            wire.close();
            sender.interrupt();
            join(sender);
        }
    }

    private void send() {
        try {
            wire.open((int) Math.max(1, timeouts.connect().toMillis()));
            phase = DeployPhase.SENDING;
            daemon("slipway-answer", this::receive).start();
            request.writeTo(wire.out());
            phase = DeployPhase.WAITING;
        } catch (IOException | RuntimeException | Error e) {
            sendFailure = e;
        }
        changed.release();
    }

    private void receive() {
        try {
            answer = new AnswerReader(wire.in()).read();
        } catch (IOException | RuntimeException e) {
            readFailure = e;
        }
        changed.release();
    }

    /** The answer when it is all over, null as long as it is not. */
    private @Nullable Answer outcome() throws DeployFailedException {
        Throwable failure = sendFailure;
        if (failure instanceof PackingFailedException packing) {
            throw DeployFailedException.packing(packing);
        }
        if (failure instanceof RuntimeException || failure instanceof Error) {
            throw late(Trouble.internal(failure));
        }
        Answer come = answer;
        if (come != null && (!come.isSuccess() || phase == DeployPhase.WAITING || request.mayBeAnsweredAtOnce())) {
            return come;
        }
        checkConnection(failure, come);
        return null;
    }

    private void checkConnection(@Nullable Throwable failure, @Nullable Answer come) throws DeployFailedException {
        if (deadline.passed()) {
            throw late(Trouble.outOfTime(whatHeldIt(), deadline, null));
        }
        if (failure != null && phase == DeployPhase.CONNECTING) {
            throw Trouble.unreachable(target, failure);
        }
        Throwable noAnswer = readFailure;
        if (noAnswer != null) {
            throw late(Trouble.noAnswer(target, failure != null ? failure : noAnswer, noAnswer));
        }
        if (come != null && overdue(GRACE)) {
            throw Trouble.tooEarly(target);
        }
        if (failure != null && overdue(GRACE)) {
            throw Trouble.noAnswer(target, failure, failure);
        }
        if (phase == DeployPhase.WAITING && overdue(timeouts.answer())) {
            throw late(Trouble.timedOut(target, "has not answered for", timeouts.answer()));
        }
        if (request.stuckNanos() > timeouts.send().toNanos()) {
            throw Trouble.timedOut(target, "has not taken a byte for", timeouts.send());
        }
    }

    private String whatHeldIt() {
        return switch (phase) {
            case CONNECTING, SURVEYING -> "no connection to " + target;
            case SENDING -> "not everything was sent to " + target;
            case WAITING -> "no answer from " + target;
        };
    }

    /** Starts to count at the first call. */
    private boolean overdue(Duration limit) {
        if (!counting) {
            counting = true;
            since = System.nanoTime();
        }
        return System.nanoTime() - since > limit.toNanos();
    }

    private DeployFailedException late(DeployFailedException failure) {
        return request.takesEffect() ? failure.afterLastByte() : failure;
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** So that no file of the directory is read any more when the caller goes on. */
    private static void join(Thread sender) {
        boolean interrupted = Thread.interrupted();
        try {
            sender.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
