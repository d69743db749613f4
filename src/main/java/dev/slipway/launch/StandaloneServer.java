package dev.slipway.launch;

import dev.slipway.cli.RunningServer;
import dev.slipway.cli.ServerOptions;
import dev.slipway.cli.ServerStarter;
import dev.slipway.config.Knob;
import dev.slipway.release.HomeDirectory;
import dev.slipway.web.SlipwayApplication;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.catalina.Engine;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.modeler.Registry;

/**
 * Starts embedded Tomcat on the unpacked WAR, at the context path {@code /}. What the WAR itself does is the same as in
 * any container; here are only the settings that an administrator would otherwise make: the connector, the users, error
 * pages that tell nothing of the server, the log, and a stop that lets running uploads finish.
 */
public final class StandaloneServer implements ServerStarter {
    private static final System.Logger LOG = System.getLogger(StandaloneServer.class.getName());
    private static final int READ_BUFFER_BYTES = 64 * 1024;
    private static final int SILENT_CLIENT_MILLIS = 20_000;
    private static final Duration LONGEST_HEAD = Duration.ofSeconds(10);
    /** While more than half of the connections are taken; else those that say nothing have {@link #SILENT_CLIENT_MILLIS}. */
    private static final Duration IDLE_IN_A_CROWD = Duration.ofSeconds(5);
    private static final int SILENT_UPLOAD_MILLIS = 600_000;
    /** What a refused client may still send before its connection is cut. */
    private static final int SWALLOW_BYTES = 2 * 1024 * 1024;

    /** What an idle connection with half a request costs, measured: its read buffer and that of its header. */
    private static final long BYTES_PER_CONNECTION = 170 * 1024;
    private static final int MIN_CONNECTIONS = 48;
    private static final int MAX_CONNECTIONS = 8192;
    /** Where web.xml sends what failed. */
    static final String FAILED = "/failed";
    /** Idle protocol state that is kept for the next connection; each has a header buffer. */
    private static final int PROCESSORS_KEPT = 16;

    private final Path webapp;
    private final Map<String, String> environment;
    private final PrintStream console;

    /**
     * @param webapp directory with the unpacked WAR
     * @param environment the process's environment; {@code SLIPWAY_ADMIN_PASSWORD} is read from it
     * @param console where a password that was made is printed, once
     */
    public StandaloneServer(Path webapp, Map<String, String> environment, PrintStream console) {
        this.webapp = webapp;
        this.environment = Map.copyOf(environment);
        this.console = console;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IOException when the port is taken, the home cannot be written or the application does not start
     */
    @Override
    public RunningServer start(ServerOptions options) throws IOException {
        long began = System.nanoTime();
        LogSettings.apply();
        Registry.disableRegistry();
        Path home = HomeDirectory.make(options.home().toAbsolutePath().normalize());
        AdminAccount admin = new AdminAccount(home, environment, console);
        Users users = admin.users(options.adminPassword());
        RunningTomcat running = new RunningTomcat(workDirectory());
        try {
            Requests requests = new Requests();
            Tomcat tomcat = running.tomcat();
            Connector connector = connector(options);
            tomcat.setConnector(connector);
            configure(tomcat.getEngine(), users, requests);
            StandardContext context = context(tomcat, home);
            StringBuilder why = new StringBuilder();
            context.getServletContext().setAttribute(SlipwayApplication.FAILURE, why);
            tomcat.start();
            if (context.getState() != LifecycleState.STARTED) {
                throw new IOException(why.length() == 0 ? "the application did not start; the log above says why"
                        : why.toString());
            }
            running.started(options.host(), connector, context, requests);
            admin.keep();
        } catch (LifecycleException e) {
            running.close();
            throw new IOException(reason(e, options), e);
        } catch (IOException | RuntimeException e) {
            running.close();
            throw e;
        }
        LOG.log(Level.INFO, "Standalone server at {0} started in {1} ms", running.uri(),
                Duration.ofNanos(System.nanoTime() - began).toMillis());
        return running;
    }

    private static Path workDirectory() throws IOException {
        try {
            return Files.createTempDirectory("slipway-tomcat-");
        } catch (IOException e) {
            throw new IOException("nothing can be made in the temporary directory " + System.getProperty("java.io.tmpdir")
                    + "; name another with -Djava.io.tmpdir=DIR", e);
        }
    }

    /** Resolved here: Tomcat would listen on all addresses of the machine when the name has none. */
    private static String address(String host) throws IOException {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IOException("there is no host named " + host
                    + "; give --host a name or an address of this machine, for example 127.0.0.1", e);
        }
    }

    private static Connector connector(ServerOptions options) throws IOException {
        Connector connector = new Connector(new HeadDeadline(LONGEST_HEAD, IDLE_IN_A_CROWD));
        connector.setPort(options.port());
        connector.setThrowOnFailure(true);
        connector.setXpoweredBy(false);
        connector.setAllowTrace(false);
        // Bound by the start, so that a stop can close the port at once and serve on what is connected.
        connector.setProperty("bindOnInit", "false");
        connector.setProperty("address", address(options.host()));
        connector.setProperty("connectionTimeout", String.valueOf(SILENT_CLIENT_MILLIS));
        // while a body arrives, the application's own stall-timeout judges a pause, and answers
        connector.setProperty("disableUploadTimeout", "false");
        connector.setProperty("connectionUploadTimeout", String.valueOf(SILENT_UPLOAD_MILLIS));
        connector.setProperty("maxSwallowSize", String.valueOf(SWALLOW_BYTES));
        connector.setProperty("rejectIllegalHeader", "true");
        connector.setProperty("minSpareThreads", "4");
        connector.setProperty("maxConnections", String.valueOf(connections(Runtime.getRuntime().maxMemory())));
        connector.setProperty("processorCache", String.valueOf(PROCESSORS_KEPT));
        connector.setProperty("socket.appReadBufSize", String.valueOf(READ_BUFFER_BYTES));
        return connector;
    }

    /** As many connections as may take a quarter of the heap in buffers, whoever holds them and for whatever. */
    static int connections(long heapBytes) {
        return (int) Math.max(MIN_CONNECTIONS, Math.min(MAX_CONNECTIONS, heapBytes / 4 / BYTES_PER_CONNECTION));
    }

    private static void configure(Engine engine, Users users, Requests requests) {
        // The web application sees Tomcat and the JDK, not the command line's classes.
        engine.setParentClassLoader(Tomcat.class.getClassLoader());
        engine.setRealm(new StandaloneRealm(users));
        engine.getPipeline().addValve(requests);
    }

    private StandardContext context(Tomcat tomcat, Path home) {
        StandardHost host = (StandardHost) tomcat.getHost();
        host.setAutoDeploy(false);
        host.setErrorReportValveClass("");
        host.getPipeline().addValve(new ErrorPages());
        tomcat.setAddDefaultWebXmlToWebapp(false);
        StandardContext context =
                (StandardContext) tomcat.addWebapp(host, "", webapp.toString(), new Tomcat.FixContextListener());
        describe(context);
        // An attribute cannot be overridden from outside as a parameter can: two servers in one process keep apart.
        context.getServletContext().setAttribute(Knob.HOME.property(), home.toString());
        context.setCookies(false);
        // These look for leaks of applications that are redeployed; this one ends with its process.
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesObjectStreamClassCaches(false);
        context.setClearReferencesThreadLocals(false);
        return context;
    }

    /**
     * What web.xml says, without the XML parser and without a look into every library, which make the start slower. A test
     * holds both together.
     */
    static void describe(StandardContext context) {
        context.addApplicationListener(SlipwayApplication.class.getName());
        ErrorPage failed = new ErrorPage();
        failed.setLocation(FAILED);
        context.addErrorPage(failed);
        AdminAccount.ROLES.forEach(context::addSecurityRole);
    }

    private static String reason(LifecycleException failure, ServerOptions options) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return "cannot listen on " + options.host() + " port " + options.port() + ": " + cause.getMessage()
                        + "; choose another with --host and --port";
            }
        }
        return "cannot start: " + failure.getMessage();
    }
}
