package dev.slipway.web;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.deploy.Followed;
import dev.slipway.deploy.Followed.News;
import dev.slipway.deploy.Followed.Place;
import dev.slipway.model.DeploymentEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events of a deployment as {@code text/event-stream} (HTML standard, server-sent events): what was, then what comes,
 * until the terminal one. It keeps its place and one event that is being written, nothing else: a client that does not
 * read costs no memory.
 */
final class EventStream implements ByteSource {
    /** Header fields of such an answer. The last one is for proxies that would hold the events back. */
    static final Map<String, String> HEADERS = Map.of("Content-Type", "text/event-stream",
            "Cache-Control", "no-cache", "X-Accel-Buffering", "no");
    private static final byte[] OPENING = ": stream open\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEARTBEAT = ": heartbeat\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Followed deployment;
    private final long heartbeat;
    private final Runnable whenClosed;
    private Place place;
    private Iterator<DeploymentEvent> events = Collections.emptyIterator();
    private byte[] pending = OPENING;
    private int sent;
    private boolean ended;
    private @Nullable AutoCloseable watching;
    private volatile long lastAt = System.nanoTime();
    private volatile boolean concluded;
    private volatile Runnable signal = () -> { };

    /**
     * @param place what the client has already
     * @param heartbeat time after which it says that it is alive, in nanoseconds
     */
    EventStream(Followed deployment, Place place, long heartbeat, java.util.function.Consumer<EventStream> whenClosed) {
        this.deployment = deployment;
        this.place = place;
        this.heartbeat = heartbeat;
        this.whenClosed = () -> whenClosed.accept(this);
    }

    /** Where a client is that had this event last; at the beginning when there is no such event. */
    static Place after(Followed deployment, @Nullable String lastEventId) {
        if (lastEventId == null || !lastEventId.matches("[0-9]{1,18}")) {
            return Place.START;
        }
        long event = Long.parseLong(lastEventId);
        boolean known = deployment.deployment().events().stream().anyMatch(one -> one.id() >= event);
        return known ? new Place(event, 0) : Place.START;
    }

    /** Whether a client at that place has everything there will ever be. */
    static boolean nothingFollows(Followed deployment, Place place) {
        News news = deployment.after(place);
        return news.ended() && news.events().isEmpty();
    }

    @Override
    public void watch(Runnable told) {
        signal = told;
        watching = deployment.watch(told);
    }

    @Override
    public boolean due(long now) {
        return now - lastAt >= heartbeat;
    }

    /** Ends without a terminal event of its own making. */
    @Override
    public void conclude() {
        concluded = true;
        signal.run();
    }

    @Override
    public int read(byte[] buffer, long now) {
        int filled = 0;
        while (filled < buffer.length && more(now)) {
            int count = Math.min(buffer.length - filled, pending.length - sent);
            System.arraycopy(pending, sent, buffer, filled, count);
            sent += count;
            filled += count;
            lastAt = now;
        }
        return filled > 0 || !ended ? filled : -1;
    }

    /** Makes the next piece when there is none; false when there is none now. */
    private boolean more(long now) {
        if (sent < pending.length) {
            return true;
        }
        if (!events.hasNext() && !ended) {
            look();
        }
        if (events.hasNext()) {
            next(encoded(events.next()));
        } else if (!ended && due(now)) {
            next(HEARTBEAT);
        }
        return sent < pending.length;
    }

    private void next(byte[] piece) {
        pending = piece;
        sent = 0;
    }

    private void look() {
        boolean last = concluded; // before the look: what happened before the conclusion is found
        News news = deployment.after(place);
        place = news.place();
        events = news.events().iterator();
        ended = news.ended() || last;
    }

    private static byte[] encoded(DeploymentEvent event) {
        StringBuilder head = new StringBuilder();
        if (event.id() > 0) {
            head.append("id: ").append(event.id()).append('\n');
        }
        head.append("event: ").append(event.name()).append("\ndata: ");
        ByteArrayOutputStream piece = new ByteArrayOutputStream();
        piece.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        piece.writeBytes(ObjectWriter.write(event.data(), Format.JSON)); // JSON escapes line ends: it is one line
        piece.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
        return piece.toByteArray();
    }

    @Override
    public void close() {
        whenClosed.run();
        if (watching != null) {
            try {
                watching.close();
            } catch (Exception e) {
                throw new IllegalStateException("a watch that cannot be ended", e);
            }
        }
    }
}
