package dev.slipway.web.undertow;

import dev.slipway.config.ContainerConnection;
import dev.slipway.config.ContainerLimit;
import dev.slipway.config.Knob;
import dev.slipway.config.Settings;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.Methods;
import jakarta.servlet.ServletContext;
import java.lang.System.Logger.Level;

/**
 * Lifts Undertow's {@code max-post-size} (10 MiB for every body) for the paths that take uploads, so that Slipway's own
 * limits decide. Undertow finds it by {@code META-INF/services} when the WAR is deployed; no other container loads it.
 *
 * <p>The limit stays for bodies with a {@code Content-Length}: Undertow refuses those before any handler runs. Nothing
 * is lifted with {@code slipway.lift-container-limits=false} as system property, environment variable
 * {@code SLIPWAY_LIFT_CONTAINER_LIMITS} or context parameter; the file in the home directory is read too late for it.
 *
 * <p>It also lets answers that cannot be finished be broken off: completed, they would look whole.
 */
public final class UploadLimitExtension implements ServletExtension {
    private static final String SETTING = Knob.LIFT_CONTAINER_LIMITS.property();
    private static final System.Logger LOG = System.getLogger(UploadLimitExtension.class.getName());

    /** For Undertow's service loader. */
    public UploadLimitExtension() {}

    @Override
    public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
        boolean lifted = lifts(deployment);
        deployment.addInnerHandlerChainWrapper(next -> new TellingHandler(next, lifted));
        if (!lifted) {
            LOG.log(Level.INFO, "{0}=false: the limit max-post-size of this server applies to uploads", SETTING);
            return;
        }
        LOG.log(Level.INFO, "The limit max-post-size of this server is lifted for chunked uploads ({0})", SETTING);
        deployment.addInitialHandlerChainWrapper(LiftingHandler::new);
    }

    private static boolean lifts(DeploymentInfo deployment) {
        return Settings.withoutFile(deployment.getInitParameters()).flag(Knob.LIFT_CONTAINER_LIMITS);
    }

    /** Runs on Undertow's I/O thread, before the request is dispatched. */
    private record LiftingHandler(HttpHandler next) implements HttpHandler {
        @Override
        public void handleRequest(HttpServerExchange exchange) throws Exception {
            if (UploadPaths.take(exchange.getRequestMethod().toString(), exchange.getRelativePath())) {
                exchange.setMaxEntitySize(0);
            }
            next.handleRequest(exchange);
        }
    }

    /** Leaves the connection, and the limit where the answer to {@code OPTIONS} finds it; those are not lifted. */
    private record TellingHandler(HttpHandler next, boolean lifted) implements HttpHandler {
        @Override
        public void handleRequest(HttpServerExchange exchange) throws Exception {
            long bytes = exchange.getMaxEntitySize();
            ServletRequestContext context = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
            if (context != null) {
                context.getServletRequest().setAttribute(ContainerConnection.ATTRIBUTE, new UndertowConnection(exchange));
            }
            if (bytes > 0 && context != null && exchange.getRequestMethod().equals(Methods.OPTIONS)) {
                context.getServletRequest().setAttribute(
                        ContainerLimit.ATTRIBUTE, new ContainerLimit("max-post-size", bytes, lifted));
            }
            next.handleRequest(exchange);
        }
    }
}
