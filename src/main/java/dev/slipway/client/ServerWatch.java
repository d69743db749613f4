package dev.slipway.client;

import dev.slipway.model.DeploymentId;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears over a connection of its own how the server goes on with an upload, on a thread of its own, and tells it to a
 * listener on the thread of the deploy. Whatever goes wrong with it is kept from the deploy: then less is told. It asks
 * again, after growing pauses, as long as the server does not know the deployment.
 */
final class ServerWatch implements AutoCloseable {
    private static final int MOST_UNTOLD = 1000;
    private static final BackOff RECONNECT = new BackOff(BackOff.MAX_RETRIES, Duration.ofMillis(200),
            Duration.ofSeconds(10), BackOff.DEFAULT.jitter());

    private final Channel channel;
    private final DeploymentId id;
    private final Queue<Consumer<DeployListener>> untold = new ArrayBlockingQueue<>(MOST_UNTOLD);
    private final AtomicReference<@Nullable ServerProgress> progress = new AtomicReference<>();
    private final Thread thread = new Thread(this::watch, "slipway-follow");
    private boolean begun;

    ServerWatch(Channel channel, DeploymentId id) {
        this.channel = channel;
        this.id = id;
        this.thread.setDaemon(true);
    }

    /** Begins at the first call; later ones do nothing. On the thread of the deploy. */
    void begin() {
        if (!begun) {
            begun = true;
            thread.start();
        }
    }

    /** Tells what came since the last call. On the thread of the deploy. */
    void tell(DeployListener listener) {
        for (Consumer<DeployListener> news = untold.poll(); news != null; news = untold.poll()) {
            news.accept(listener);
        }
        ServerProgress latest = progress.getAndSet(null);
        if (latest != null) {
            listener.serverProgress(latest);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void watch() {
        FollowListener keeping = new FollowListener() {
            @Override
            public void phase(String phase, String status) {
                untold.offer(listener -> listener.serverPhase(phase, status));
            }

            @Override
            public void progress(ServerProgress latest) {
                progress.set(latest);
            }

            @Override
            public void node(NodeOutcome outcome) {
                untold.offer(listener -> listener.serverNode(outcome));
            }

            @Override
            public void warning(String message) {
                untold.offer(listener -> listener.serverWarning(message));
            }
        };
        for (int tries = 1; !followed(keeping); tries++) {
            try {
                TimeUnit.NANOSECONDS.sleep(RECONNECT.before(tries).toNanos());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Whether there is nothing more to hear. */
    private boolean followed(FollowListener keeping) {
        try {
            new Following(channel, id, RECONNECT, keeping).run();
            return true;
        } catch (DeployFailedException e) {
            return e.status() != 404;
        }
    }
}
