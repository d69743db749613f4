package dev.slipway.cluster;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a pull knows of one node: which chunks it has, how it has answered. Guarded by the pull. Times are nano times. */
final class HolderState {
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int MOST_DOUBLINGS = 6;
    private static final long MAP_AGE = TimeUnit.SECONDS.toNanos(2);
    private static final long MAP_AGE_WHEN_IDLE = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long RAISE_AFTER = TimeUnit.SECONDS.toNanos(5);
    private static final int MAX_IDLE = 8;

    private final Holder holder;
    private final int most;
    private final Deque<PeerConnection> idle = new ArrayDeque<>();
    private @Nullable BitSet chunks;
    private boolean complete;
    private boolean asking;
    private boolean wrong;
    private boolean warned;
    private int active;
    private int allowed;
    private int failures;
    private long askedAt;
    private long loweredAt;
    private long pausedUntil;

    /** @param most requests to it at the same time */
    HolderState(Holder holder, int most, long now) {
        this.holder = holder;
        this.most = most;
        this.allowed = most;
        this.pausedUntil = now;
    }

    Holder holder() {
        return holder;
    }

    /** Whether it may be asked something now. */
    boolean isReady(long now) {
        return !wrong && now - pausedUntil >= 0;
    }

    /** Whether it is to be asked which chunks it has. @param useful whether a chunk can be had from it now */
    boolean wantsAsking(long now, boolean useful) {
        if (asking || !isReady(now)) {
            return false;
        }
        return chunks == null || !complete && now - askedAt > (useful ? MAP_AGE : MAP_AGE_WHEN_IDLE);
    }

    void asking(boolean now) {
        asking = now;
    }

    /** It has told what it has. */
    void told(BitSet has, boolean all, long now) {
        chunks = has;
        complete = all;
        askedAt = now;
        failures = 0;
    }

    /** Which of these chunks can be asked of it now. */
    BitSet offers(BitSet wanted, long now) {
        BitSet offered = new BitSet();
        if (chunks != null && isReady(now) && active < allowed(now)) {
            offered.or(wanted);
            offered.and(chunks);
        }
        return offered;
    }

    private int allowed(long now) {
        if (allowed < most && now - loweredAt > RAISE_AFTER) {
            allowed = most;
        }
        return allowed;
    }

    int active() {
        return active;
    }

    @Nullable PeerConnection begin() {
        active++;
        return idle.pollLast();
    }

    /** A request has ended. @param reusable its connection, if another request can follow on it */
    void end(@Nullable PeerConnection reusable) {
        active--;
        if (reusable != null && idle.size() < MAX_IDLE) {
            idle.addLast(reusable);
        } else if (reusable != null) {
            reusable.close();
        }
    }

    /** A chunk of it was right. */
    void gave() {
        failures = 0;
    }

    /** It serves as many as it can: no more at the same time for a while, and none before it says if there are none. */
    void busy(long now, long pauseNanos) {
        allowed = Math.max(1, active - 1);
        loweredAt = now;
        if (active <= 1) {
            pausedUntil = now + pauseNanos;
        }
    }

    /** It cannot be reached, or answered nothing of use: longer pauses from time to time, up to 12.8 s. */
    void failed(long now) {
        long pause = FIRST_PAUSE << Math.min(failures++, MOST_DOUBLINGS);
        pausedUntil = now + pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
        closeIdle();
    }

    /** Others are faster. */
    void slow(long now, long pauseNanos) {
        pausedUntil = now + pauseNanos;
    }

    /** It gave bytes that are not those of the payload: it is asked nothing more. */
    void putAside() {
        wrong = true;
        closeIdle();
    }

    /** Whether this is the first thing about it that is worth a warning. */
    boolean warnOnce() {
        boolean first = !warned;
        warned = true;
        return first;
    }

    void closeIdle() {
        idle.forEach(PeerConnection::close);
        idle.clear();
    }
}
