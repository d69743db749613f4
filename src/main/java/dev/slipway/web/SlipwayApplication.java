package dev.slipway.web;

import dev.slipway.archive.Compression;
import dev.slipway.config.Knob;
import dev.slipway.model.Version;
import dev.slipway.records.jdbc.JdbcRecords;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The life cycle of the web application: starts the {@link SlipwayServer}, maps the servlets, stops it. */
public final class SlipwayApplication implements ServletContextListener {
    private static final System.Logger LOG = System.getLogger(SlipwayApplication.class.getName());

    /**
     * Name of a servlet context's attribute: a {@code StringBuilder} in which who starts the application finds why it did
     * not start.
     */
    public static final String FAILURE = "slipway.failure";

    private @Nullable SlipwayServer server; // container's deployer thread

    /** For the container. */
    public SlipwayApplication() {}

    /** @throws IllegalStateException when the home directory or a setting cannot be used; the application stays down */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        Map<String, String> container = ContainerSettings.of(context);
        try {
            SlipwayServer started = SlipwayServer.start(
                    container, ContainerSettings.home(context, container), ContainerSettings.threads());
            server = started;
            map(context, started);
            LOG.log(System.Logger.Level.INFO, "Slipway {0} is ready, home directory {1}",
                    Version.TEXT, started.home().path());
        } catch (IOException | IllegalArgumentException e) {
            if (server != null) {
                server.close();
                server = null;
            }
            JdbcRecords.deregisterDrivers();
            if (context.getAttribute(FAILURE) instanceof StringBuilder why) {
                why.append(e.getMessage());
            }
            LOG.log(System.Logger.Level.ERROR, "Slipway cannot start: {0}", e.getMessage());
            LOG.log(System.Logger.Level.DEBUG, "the reason", e);
            throw new NotStarted("Slipway cannot start: " + e.getMessage());
        }
    }

    /** The container writes it to its log with all that is in it: one line, since who reads it cannot mend the code. */
    private static final class NotStarted extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        NotStarted(String message) {
            super(message);
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    private static BearerTokens tokens(SlipwayServer server) {
        return new BearerTokens(server.settings().given(Knob.TOKENS).map(Path::of), Clock.systemUTC());
    }

    private static void map(ServletContext context, SlipwayServer server) {
        Refusal refusal = new Refusal(server.uploads());
        FilterRegistration.Dynamic security =
                context.addFilter("security", new SecurityFilter(new Guard(server.settings()),
                        new Authentication(tokens(server)),
                        new NodeAuthentication(server.peering().token()), refusal));
        security.setAsyncSupported(true);
        security.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        add(context, "operations", new OperationsServlet(server, refusal), "", "/operations");
        add(context, "components",
                new ComponentsServlet(server, refusal, new PayloadTypes(Compression::available)), "/components", "/components/*");
        add(context, "deployments", new DeploymentsServlet(server, refusal), "/deployments", "/deployments/*");
        add(context, "cluster", new ClusterServlet(server, refusal), NodeAuthentication.PATH + "/*");
        add(context, "health", new HealthServlet(server), "/health", "/health/*");
        add(context, "nothing", new NothingServlet(refusal), "/");
    }

    private static void add(ServletContext context, String name, HttpServlet servlet, String... patterns) {
        ServletRegistration.Dynamic registration = context.addServlet(name, servlet);
        registration.setAsyncSupported(true);
        registration.setLoadOnStartup(1);
        registration.addMapping(patterns);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (server != null) {
            server.close();
        }
    }
}
