package dev.slipway.cluster;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.PartialPayload;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to get all chunks that are missing. The calling thread watches; a few others ask nodes which chunks they have
 * and fetch them. What is to be done next is decided here, under one lock, and done by a {@link PeerRequest} without it.
 */
final class PullRun {
    private static final System.Logger LOG = System.getLogger(PullRun.class.getName());
    private static final long TURN_MILLIS = 200;
    private static final long IDLE_MILLIS = 50;
    private static final long HOLDERS_AGE = TimeUnit.SECONDS.toNanos(1);
    private static final long TELL_AFTER = TimeUnit.SECONDS.toNanos(60);
    private static final int TIMES_SLOWER = 4;
    private static final long PAUSE_OF_SLOW = TimeUnit.SECONDS.toNanos(30);

    private final PayloadDescription what;
    private final PartialPayload payload;
    private final Peers peers;
    private final Semaphore slots;
    private final int requests;
    /** A request younger than this is not taken from a slow node. */
    private final long patience;
    private final long stall;

    /** Guarded by this, like what follows. */
    private final Map<Holder, HolderState> holders = new LinkedHashMap<>();
    private final BitSet claimed = new BitSet();
    private final Set<PeerRequest> active = new HashSet<>();
    private long usualNanos;
    private boolean over;
    private @Nullable RuntimeException failure;

    /**
     * @param slots permits of this node's requests to others
     * @param requests how many there are
     */
    PullRun(PayloadDescription what, PartialPayload payload, Peers peers, Semaphore slots, int requests) {
        this.what = what;
        this.payload = payload;
        this.peers = peers;
        this.slots = slots;
        this.requests = requests;
        this.patience = peers.limits().patience().toNanos();
        this.usualNanos = patience;
        this.stall = peers.limits().stall().toNanos();
    }

    PayloadDescription what() {
        return what;
    }

    PartialPayload payload() {
        return payload;
    }

    Peers peers() {
        return peers;
    }

    /**
     * Blocks until all chunks are there.
     *
     * @return whether they are; false when it was not to go on
     * @throws DeployException when they could not be kept
     */
    boolean perform(Supplier<List<Holder>> known, PayloadPull.Progress progress, BooleanSupplier goOn,
            ThreadFactory threads) {
        List<Thread> workers = new ArrayList<>();
        try {
            for (int i = Math.min(requests, missing().cardinality()); i > 0; i--) {
                Thread worker = threads.newThread(this::work);
                worker.start();
                workers.add(worker);
            }
            return watch(known, progress, goOn);
        } finally {
            end();
            joinAll(workers);
        }
    }

    private boolean watch(Supplier<List<Holder>> known, PayloadPull.Progress progress, BooleanSupplier goOn) {
        long asked = System.nanoTime() - HOLDERS_AGE;
        long told = -1;
        long grown = System.nanoTime();
        long flowed = grown;
        while (goOn.getAsBoolean()) {
            long now = System.nanoTime();
            if (now - asked >= HOLDERS_AGE) {
                know(known, now);
                asked = now;
            }
            long bytes = payload.verifiedBytes();
            if (bytes != told) {
                progress.pulled(bytes, what.chunks().size());
                told = bytes;
                grown = now;
                flowed = now;
            } else if (now - grown > TELL_AFTER) {
                LOG.log(System.Logger.Level.INFO, "Payload {0} waits for a node that has the rest of it", what.digest());
                grown = now;
            }
            if (bytes == what.chunks().size()) {
                return true;
            }
            flowed = isFlowing(now) ? now : flowed;
            requireFlow(now - flowed);
            turn();
        }
        return false;
    }

    /** Ends requests that bring next to nothing. @return whether one is old enough to be judged and brings enough */
    private synchronized boolean isFlowing(long now) {
        boolean flowing = false;
        for (PeerRequest request : active) {
            long age = now - request.since();
            if (age > stall / 2) {
                boolean enough = request.received() >= TimeUnit.NANOSECONDS.toMillis(age) * PayloadPull.Limits.MIN_BYTES / 1000;
                flowing |= enough;
                if (!enough) {
                    LOG.log(System.Logger.Level.DEBUG, "{0} sends next to nothing", request.holder().holder());
                    request.holder().slow(now, PAUSE_OF_SLOW);
                    request.cancel();
                }
            }
        }
        return flowing;
    }

    /** Where no node is there that is known sooner. */
    private synchronized void requireFlow(long nanos) {
        if (nanos > (holders.isEmpty() ? stall / 6 : stall)) {
            throw new DeployException(Problem.STALLED, "No node has given anything of archive " + what.digest() + " for "
                    + TimeUnit.NANOSECONDS.toSeconds(nanos) + " s; nodes known: " + names() + ". What is there stays");
        }
    }

    private synchronized String names() {
        return holders.isEmpty() ? "none" : holders.keySet().stream().map(Holder::toString).sorted().collect(Collectors.joining(", "));
    }

    private synchronized void turn() {
        if (failure != null) {
            throw failure;
        }
        try {
            wait(TURN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // which goOn tells
        }
    }

    private void know(Supplier<List<Holder>> known, long now) {
        List<Holder> list;
        try {
            list = known.get();
        } catch (DeployException e) {
            LOG.log(System.Logger.Level.DEBUG, "the nodes cannot be asked for now; those that are known stay", e);
            return;
        }
        synchronized (this) {
            holders.entrySet().removeIf(entry -> {
                boolean gone = !list.contains(entry.getKey());
                if (gone) {
                    entry.getValue().closeIdle();
                }
                return gone;
            });
            list.forEach(holder -> holders.computeIfAbsent(holder, added -> new HolderState(added, requests, now)));
        }
    }

    /** What a worker does until all is there. */
    private void work() {
        try {
            while (!isOver()) {
                if (slots.tryAcquire(TURN_MILLIS, TimeUnit.MILLISECONDS)) {
                    PeerRequest request;
                    try {
                        request = next();
                        if (request != null) {
                            request.perform();
                        }
                    } finally {
                        slots.release();
                    }
                    rest(request == null);
                }
            }
        } catch (InterruptedException e) {
            fail(new DeployException(Problem.CANCELLED, "The server is stopping", e));
        } catch (RuntimeException | Error e) {
            fail(e instanceof RuntimeException known ? known : new IllegalStateException("a pull failed", e));
        }
    }

    private synchronized void rest(boolean idle) throws InterruptedException {
        if (idle && !over) {
            wait(IDLE_MILLIS);
        }
    }

    private synchronized boolean isOver() {
        return over;
    }

    private synchronized void fail(RuntimeException reason) {
        if (failure == null) {
            failure = reason;
        }
        over = true;
        notifyAll();
    }

    private BitSet missing() {
        BitSet missing = payload.verified();
        missing.flip(0, what.chunks().count());
        return missing;
    }

    /** What is to be done now: ask a node what it has, or fetch a random chunk of one that is least asked. */
    private synchronized @Nullable PeerRequest next() {
        BitSet wanted = missing();
        wanted.andNot(claimed);
        if (over) {
            return null;
        }
        long now = System.nanoTime();
        List<HolderState> shuffled = new ArrayList<>(holders.values());
        Collections.shuffle(shuffled, ThreadLocalRandom.current());
        HolderState best = null;
        for (HolderState holder : shuffled) {
            boolean useful = !holder.offers(wanted, now).isEmpty();
            if (holder.wantsAsking(now, useful)) {
                holder.asking(true);
                return begun(new PeerRequest(this, holder, PeerRequest.MAP, holder.begin()));
            }
            if (useful && (best == null || holder.active() < best.active())) {
                best = holder;
            }
        }
        if (best == null) {
            takeFromSlow(now);
            return null;
        }
        int chunk = random(best.offers(wanted, now));
        claimed.set(chunk);
        return begun(new PeerRequest(this, best, chunk, best.begin()));
    }

    private PeerRequest begun(PeerRequest request) {
        active.add(request);
        return request;
    }

    private static int random(BitSet set) {
        int chunk = set.nextSetBit(0);
        for (int skip = ThreadLocalRandom.current().nextInt(set.cardinality()); skip > 0; skip--) {
            chunk = set.nextSetBit(chunk + 1);
        }
        return chunk;
    }

    /** Nothing else is to be done: a chunk that takes much longer than others is left to another node that has it. */
    private void takeFromSlow(long now) {
        long most = Math.max(patience, TIMES_SLOWER * usualNanos);
        for (PeerRequest request : active) {
            if (!request.isMap() && now - request.since() > most && othersHave(request, now)) {
                LOG.log(System.Logger.Level.DEBUG, "{0} is slow: its chunk is asked of another node", request.holder().holder());
                request.holder().slow(now, PAUSE_OF_SLOW);
                request.cancel();
                return;
            }
        }
    }

    private boolean othersHave(PeerRequest request, long now) {
        BitSet chunk = new BitSet();
        chunk.set(request.chunk());
        return holders.values().stream()
                .anyMatch(holder -> holder != request.holder() && !holder.offers(chunk, now).isEmpty());
    }

    /** A request has ended. @param reusable its connection, if another can follow on it */
    synchronized void ended(PeerRequest request, @Nullable PeerConnection reusable) {
        active.remove(request);
        request.holder().end(reusable);
        if (over) {
            request.holder().closeIdle();
        }
        if (request.isMap()) {
            request.holder().asking(false);
        } else {
            claimed.clear(request.chunk());
        }
        notifyAll();
    }

    /** A chunk came, in so much time. */
    synchronized void came(long nanos) {
        usualNanos = (3 * usualNanos + nanos) / 4;
    }

    private synchronized void end() {
        over = true;
        active.forEach(PeerRequest::cancel);
        holders.values().forEach(HolderState::closeIdle);
        notifyAll();
    }

    /** They end soon: what they wait for is closed or has a time. */
    private static void joinAll(List<Thread> workers) {
        boolean interrupted = false;
        for (Thread worker : workers) {
            while (worker.isAlive()) {
                try {
                    worker.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
