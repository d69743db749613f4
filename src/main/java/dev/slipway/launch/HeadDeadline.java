package dev.slipway.launch;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Constants;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP, with an end to the time that the head of a request may take. Tomcat's own time-out begins anew with each
 * byte, so that a client which sends one now and then would keep its connection and the buffers of it for hours.
 */
final class HeadDeadline extends Http11NioProtocol {
    private static final long LOOKS_MILLIS = 1_000;

    private final long deadlineNanos;
    private @Nullable ScheduledFuture<?> looking;

    /** @param deadline from the first byte of a head to its last, at most, to within a second */
    HeadDeadline(Duration deadline) {
        this.deadlineNanos = deadline.toNanos();
    }

    @Override
    public void start() throws Exception {
        super.start();
        looking = getUtilityExecutor().scheduleWithFixedDelay(
                this::look, LOOKS_MILLIS, LOOKS_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() throws Exception {
        if (looking != null) {
            looking.cancel(false);
        }
        super.stop();
    }

    private void look() {
        long now = System.nanoTime();
        for (SocketWrapperBase<NioChannel> connection : getEndpoint().getConnections()) {
            if (connection.getLock().tryLock()) { // else it is being served
                try {
                    if (connection.getCurrentProcessor() instanceof Processor processor && isLate(processor, now)) {
                        connection.close();
                    }
                } finally {
                    connection.getLock().unlock();
                }
            }
        }
    }

    /** Between two reads of a head the processor stays with its connection, and its request has begun and is in no service. */
    private boolean isLate(Processor processor, long now) {
        Request request = processor.getRequest();
        if (request == null || processor.isAsync() || processor.isUpgrade()) {
            return false;
        }
        int stage = request.getRequestProcessor().getStage();
        long began = request.getStartTimeNanos();
        return (stage == Constants.STAGE_PARSE || stage == Constants.STAGE_ENDED) && began >= 0
                && now - began > deadlineNanos;
    }
}
