package dev.slipway.cluster;

import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.PartialPayload;
import dev.slipway.release.PartialPayloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Gets payloads from other nodes. Chunks of 8 MiB come in random order from whichever node has them, several at a time, and
 * each is verified before it counts; what is verified survives the end of the process and is served to others meanwhile. One
 * for the server: the bound on requests is over all pulls. Any thread; memory is 80 KiB for each request that is running.
 */
public final class PayloadPull {
    private static final System.Logger LOG = System.getLogger(PayloadPull.class.getName());
    private static final long TURN_MILLIS = 200;

    /**
     * What bounds it.
     *
     * @param requests at the same time, over all pulls ({@code pull-requests})
     * @param connect longest time to connect to a node
     * @param silence longest time in which a node sends nothing
     * @param stall longest time in which no node sends anything worth the name: then the pull ends. After half of it a request ends
     *     that has brought less than {@value #MIN_BYTES} bytes a second
     */
    public record Limits(int requests, Duration connect, Duration silence, Duration stall) {
        static final int MIN_BYTES = 8 * 1024;
        private static final Duration STALL = Duration.ofSeconds(60);
        private static final Duration CONNECT = Duration.ofSeconds(5);
        private static final Duration SILENCE = Duration.ofSeconds(15);

        /** A chunk that takes less is not taken from a slow node. */
        Duration patience() {
            return silence.dividedBy(3);
        }

        /** With the usual patience, a minute. */
        public Limits(int requests, Duration connect, Duration silence) {
            this(requests, connect, silence, STALL);
        }

        /** With the usual times: 5 s to connect, 15 s of silence, a minute without progress. */
        public static Limits of(int requests) {
            return new Limits(requests, CONNECT, SILENCE);
        }
    }

    /** Hears how far a pull is. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Called by the thread that pulls, some times a second while there is something new; returns at once.
         *
         * @param verified bytes that are there and right
         * @param total bytes of the payload
         */
        void pulled(long verified, long total);
    }

    /**
     * A payload that is there.
     *
     * @param file in the home directory, complete and durable
     * @param received bytes that came from other nodes now; what was there before is not counted
     */
    public record Pulled(Path file, long received) {}

    private final PartialPayloads payloads;
    private final Peers peers;
    private final Limits limits;
    private final Semaphore slots;
    private final ThreadFactory threads;
    /** Guarded by itself. */
    private final Set<Digest> running = new HashSet<>();

    /**
     * @param payloads where they go
     * @param token shows that this is a node
     * @param node id of this node, under which others know it
     * @param threads makes threads that may block for long; each pull has some and ends them
     */
    public PayloadPull(PartialPayloads payloads, NodeToken token, String node, Limits limits, ThreadFactory threads) {
        this.payloads = payloads;
        this.peers = new Peers(token, node, limits);
        this.limits = limits;
        this.slots = new Semaphore(limits.requests(), true);
        this.threads = threads;
    }

    /**
     * Returns when the payload is there. Tries for as long as it may and something comes: nodes that cannot be reached, are busy, or have nothing
     * yet are asked again; one that sends wrong bytes is not. Two pulls of one payload are one: the second waits.
     *
     * @param what is pulled
     * @param holders nodes that may have some of it; asked by the calling thread about once a second, for others may come;
     *     a failure of it leaves those that are known
     * @param progress hears how far it is
     * @param goOn asked by the calling thread several times a second; false ends it within a moment
     * @throws DeployException {@link Problem#CANCELLED} when it was not to go on or the thread was interrupted (what is verified
     *     stays for the next attempt), {@link Problem#STALLED} when no node gave anything for long (the same), {@link
     *     Problem#NO_SPACE}, {@link Problem#STORAGE_FAILED}, or {@link
     *     Problem#DIGEST_MISMATCH} when the description contradicts itself
     */
    public Pulled pull(PayloadDescription what, Supplier<List<Holder>> holders, Progress progress, BooleanSupplier goOn) {
        BooleanSupplier still = () -> goOn.getAsBoolean() && !Thread.currentThread().isInterrupted();
        await(what.digest(), still);
        try {
            Optional<Path> kept = kept(what);
            return kept.isPresent() ? new Pulled(kept.get(), 0) : fetch(what, holders, progress, still);
        } finally {
            synchronized (running) {
                running.remove(what.digest());
                running.notifyAll();
            }
        }
    }

    /**
     * Looks whether a payload that is there has the bytes that it should have, and deletes it if not: then it can be pulled again.
     * Reads all of it.
     *
     * @return whether it was damaged
     * @throws DeployException {@link Problem#STORAGE_FAILED}
     */
    public boolean discardIfDamaged(Digest digest) {
        return payloads.discardIfDamaged(digest);
    }

    private void await(Digest digest, BooleanSupplier goOn) {
        synchronized (running) {
            while (!running.add(digest)) {
                pause(goOn);
            }
        }
    }

    private void pause(BooleanSupplier goOn) {
        if (!goOn.getAsBoolean()) {
            throw calledOff();
        }
        try {
            running.wait(TURN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw calledOff();
        }
    }

    /** One of another size was damaged since: it is pulled again and replaced. Whoever reads it finds out about the rest. */
    private Optional<Path> kept(PayloadDescription what) {
        return payloads.kept(what.digest()).filter(file -> {
            try {
                return Files.size(file) == what.chunks().size();
            } catch (IOException e) {
                return false;
            }
        });
    }

    private Pulled fetch(PayloadDescription what, Supplier<List<Holder>> holders, Progress progress,
            BooleanSupplier goOn) {
        try (PartialPayload payload = payloads.resume(what.digest(), what.chunks())) {
            long before = payload.verifiedBytes();
            LOG.log(System.Logger.Level.DEBUG, "Pulling payload {0}, {1}, of which {2} bytes are there", what.digest(),
                    what.chunks(), before);
            while (goOn.getAsBoolean()) {
                PullRun run = new PullRun(what, payload, peers, slots, limits.requests());
                if (!run.perform(holders, progress, goOn, threads)) {
                    break;
                }
                Optional<Path> file = payload.complete(goOn);
                if (file.isPresent()) {
                    return new Pulled(file.get(), what.chunks().size() - before);
                }
            }
        }
        throw calledOff();
    }

    private static DeployException calledOff() {
        return new DeployException(Problem.CANCELLED, "The transfer from other nodes was called off");
    }
}
