package dev.slipway.web;

import dev.slipway.config.Knob;
import dev.slipway.config.Settings;
import java.util.concurrent.TimeUnit;

/**
 * How long an upload may take, and how much a refused one may still send.
 *
 * @param stallNanos longest wait for a byte from the client
 * @param deadlineNanos longest upload in all
 * @param workerWaitNanos longest wait for a worker
 * @param minRate fewest bytes per second over {@link #RATE_WINDOW_NANOS}
 * @param drainBytes most bytes read from a client that was refused
 * @param drainNanos longest time a client that was refused is read
 */
record UploadTimes(long stallNanos, long deadlineNanos, long workerWaitNanos, long minRate, long drainBytes,
        long drainNanos) {
    /** The window over which the rate is judged. */
    static final long RATE_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);

    /**
     * A server may reset connections that the application does not read (WildFly after 90 s): an upload that is held
     * back by the server itself is read a little this often, by as much as such a server's buffer holds.
     */
    static final long TRICKLE_NANOS = TimeUnit.SECONDS.toNanos(20);

    static UploadTimes of(Settings settings) {
        return new UploadTimes(
                settings.duration(Knob.STALL_TIMEOUT).toNanos(),
                settings.duration(Knob.UPLOAD_DEADLINE).toNanos(),
                settings.duration(Knob.MAX_WORKER_WAIT).toNanos(),
                settings.bytes(Knob.MIN_RATE),
                settings.bytes(Knob.DRAIN_BYTES),
                settings.duration(Knob.DRAIN_TIMEOUT).toNanos());
    }
}
