package dev.slipway.web;

import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.authenticator.BasicAuthenticator;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.LoginConfig;

/** In embedded Tomcat, with Tomcat's own memory realm. */
final class TomcatSite implements TestSite {
    /** Kept, since a logger that nobody holds forgets its level. */
    private static final Logger LOG_OF_TOMCAT = Logger.getLogger("org.apache");

    private final Tomcat tomcat;
    private final Context context;

    private TomcatSite(Tomcat tomcat, Context context) {
        this.tomcat = tomcat;
        this.context = context;
    }

    static TestSite start(Path home, Path folder, Map<String, String> settings) throws Exception {
        return start(home, folder, settings, Map.of());
    }

    static TestSite start(Path home, Path folder, Map<String, String> settings, Map<String, String> connector)
            throws Exception {
        LOG_OF_TOMCAT.setLevel(Level.SEVERE);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        connector.forEach(tomcat.getConnector()::setProperty);
        USERS.forEach((user, roles) -> {
            tomcat.addUser(user, TestSite.password(user));
            roles.forEach(role -> tomcat.addRole(user, role));
        });
        if (tomcat.getHost() instanceof StandardHost host) { // as the README has it
            ErrorReportValve errors = new ErrorReportValve();
            errors.setShowReport(false);
            errors.setShowServerInfo(false);
            host.setErrorReportValveClass("");
            host.getPipeline().addValve(errors);
        }
        Context context = tomcat.addContext("", folder.toString());
        LoginConfig login = new LoginConfig();
        login.setAuthMethod("BASIC");
        login.setRealmName("Slipway");
        context.setLoginConfig(login);
        context.getPipeline().addValve(new BasicAuthenticator());
        context.addParameter("slipway.home", home.toString());
        settings.forEach(context::addParameter);
        ErrorPage page = new ErrorPage(); // as web.xml has it
        page.setLocation("/failed");
        context.addErrorPage(page);
        context.addApplicationListener(SlipwayApplication.class.getName());
        tomcat.start();
        if (!context.getState().isAvailable()) {
            tomcat.stop();
            tomcat.destroy();
            throw new IllegalStateException("the web application did not start");
        }
        return new TomcatSite(tomcat, context);
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public boolean continuesAtOnce() {
        return true; // asked to wait for the first read, Tomcat forgets it for asynchronous reading
    }

    @Override
    public void close() throws Exception {
        context.stop();
        tomcat.stop();
        tomcat.destroy();
    }
}
