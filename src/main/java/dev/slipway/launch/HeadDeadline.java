package dev.slipway.launch;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Constants;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP, with an end to the time that the head of a request may take. Tomcat's own time-out begins anew with each
 * byte, so that a client which sends one now and then would keep its connection and the buffers of it for hours. And while
 * more than half of the connections are taken, those that are between two requests, or before their first, and say nothing
 * are cut early: each keeps somebody out.
 */
final class HeadDeadline extends Http11NioProtocol {
    private static final long LOOKS_MILLIS = 1_000;

    private final long deadlineNanos;
    private final long idleMillis;
    private @Nullable ScheduledFuture<?> looking;

    /**
     * @param deadline from the first byte of a head to its last, at most, to within a second
     * @param idleInACrowd how long a connection may say nothing while more than half of all are taken, to within a second
     */
    HeadDeadline(Duration deadline, Duration idleInACrowd) {
        this.deadlineNanos = deadline.toNanos();
        this.idleMillis = idleInACrowd.toMillis();
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
        boolean crowd = getEndpoint().getConnectionCount() > getMaxConnections() / 2;
        for (SocketWrapperBase<NioChannel> connection : getEndpoint().getConnections()) {
            if (connection.getLock().tryLock()) { // else it is being served
                try {
                    if (connection.getCurrentProcessor() instanceof Processor processor
                            ? isLate(processor, now) : crowd && isIdle(connection)) {
                        connection.close();
                    }
                } finally {
                    connection.getLock().unlock();
                }
            }
        }
    }

    private boolean isIdle(SocketWrapperBase<NioChannel> connection) {
        return connection instanceof NioEndpoint.NioSocketWrapper known
                && System.currentTimeMillis() - Math.max(known.getLastRead(), known.getLastWrite()) > idleMillis;
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
