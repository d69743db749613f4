package dev.slipway.launch;

import dev.slipway.cli.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;

/**
 * An embedded Tomcat with its work directory. The thread that starts it calls everything but {@link #close}, which any
 * thread may call.
 */
final class RunningTomcat implements RunningServer {
    private static final System.Logger LOG = System.getLogger(RunningTomcat.class.getName());

    private final Tomcat tomcat = new Tomcat();
    private final Path work;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile @Nullable Started started;

    private record Started(URI uri, Connector connector, Requests requests, Duration drainTime) {}

    /** @param work a directory of its own, which is removed in the end */
    RunningTomcat(Path work) {
        this.work = work;
        tomcat.setBaseDir(work.toString());
        tomcat.setSilent(true);
    }

    Tomcat tomcat() {
        return tomcat;
    }

    void started(String host, Connector connector, Requests requests, Duration drainTime) {
        boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
        String name = everywhere ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
        URI uri = URI.create("http://" + name + ":" + connector.getLocalPort() + "/");
        started = new Started(uri, connector, requests, drainTime);
    }

    @Override
    public URI uri() {
        Started known = started;
        if (known == null) {
            throw new IllegalStateException("not started");
        }
        return known.uri();
    }

    /** Accepts no more connections, lets running uploads finish within the drain time, then stops. */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        Started known = started;
        if (known != null) {
            // Not paused as well: a paused connector dispatches no more reads to asynchronous uploads.
            known.connector().getProtocolHandler().closeServerSocketGraceful();
            drain(known);
        }
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            LOG.log(Level.WARNING, "The server did not stop cleanly", e);
        }
        delete(work);
    }

    private static void drain(Started known) {
        try {
            int left = known.requests().awaitIdle(known.drainTime());
            if (left > 0) {
                LOG.log(Level.WARNING, "{0} requests were still running after {1} s and are cut", left,
                        known.drainTime().toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> tree = Files.walk(directory)) {
            tree.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.DEBUG, "The work directory is left behind", e);
        }
    }
}
