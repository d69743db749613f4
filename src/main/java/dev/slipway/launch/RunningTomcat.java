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
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;

/**
 * An embedded Tomcat with its work directory. The thread that starts it calls everything but {@link #close}, which any
 * thread may call.
 */
final class RunningTomcat implements RunningServer {
    private static final System.Logger LOG = System.getLogger(RunningTomcat.class.getName());

    /** For answers that are on their way when the application has ended. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

    private final Tomcat tomcat = new Tomcat();
    private final Path work;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile @Nullable Started started;

    private record Started(URI uri, Connector connector, StandardContext context, Requests requests) {}

    /** @param work a directory of its own, which is removed in the end */
    RunningTomcat(Path work) {
        this.work = work;
        tomcat.setBaseDir(work.toString());
        tomcat.setSilent(true);
    }

    Tomcat tomcat() {
        return tomcat;
    }

    void started(String host, Connector connector, StandardContext context, Requests requests) {
        boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
        String name = everywhere ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
        URI uri = URI.create("http://" + name + ":" + connector.getLocalPort() + "/");
        started = new Started(uri, connector, context, requests);
    }

    @Override
    public URI uri() {
        Started known = started;
        if (known == null) {
            throw new IllegalStateException("not started");
        }
        return known.uri();
    }

    /**
     * Accepts no more connections, lets the application finish its uploads within its own shutdown time while Tomcat
     * still serves them, then stops.
     */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        Started known = started;
        if (known != null) {
            // Not paused as well: a paused connector dispatches no more reads to asynchronous uploads.
            known.connector().getProtocolHandler().closeServerSocketGraceful();
            endApplication(known.context());
            awaitAnswers(known.requests());
        }
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            LOG.log(Level.WARNING, "The server did not stop cleanly", e);
        }
        delete(work);
    }

    /** What stopping the context would do only after the connector was paused; it is not done again then. */
    private static void endApplication(StandardContext context) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(context.getLoader().getClassLoader());
        try {
            context.listenerStop();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void awaitAnswers(Requests requests) {
        try {
            int left = requests.awaitIdle(LAST_ANSWERS);
            if (left > 0) {
                LOG.log(Level.WARNING, "{0} requests are cut", left);
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
