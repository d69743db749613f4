package dev.slipway.web;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.security.api.AuthenticationMode;
import io.undertow.security.idm.Account;
import io.undertow.security.idm.Credential;
import io.undertow.security.idm.IdentityManager;
import io.undertow.security.idm.PasswordCredential;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.LoginConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.Principal;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** In embedded Undertow, with an identity manager that knows the users. */
final class UndertowSite implements TestSite {
    /** What an administrator sets for bodies with a Content-Length, in bytes. */
    private static final long MAX_POST_SIZE = 64L << 20;

    private final Undertow undertow;
    private final DeploymentManager manager;

    private UndertowSite(Undertow undertow, DeploymentManager manager) {
        this.undertow = undertow;
        this.manager = manager;
    }

    static TestSite start(Path home, Path folder, Map<String, String> settings) throws Exception {
        DeploymentInfo info = Servlets.deployment()
                .setClassLoader(UndertowSite.class.getClassLoader())
                .setContextPath("/")
                .setDeploymentName("slipway")
                .setTempDir(folder)
                .setIdentityManager(new KnownUsers())
                .setAuthenticationMode(AuthenticationMode.CONSTRAINT_DRIVEN)
                .setLoginConfig(new LoginConfig("BASIC", "Slipway"))
                .addSecurityRoles("slipway-admin", "slipway-deployer", "slipway-viewer")
                .addInitParameter("slipway.home", home.toString())
                .addErrorPage(Servlets.errorPage("/failed")) // as web.xml has it
                .addListener(Servlets.listener(SlipwayApplication.class));
        settings.forEach(info::addInitParameter);
        DeploymentManager manager = Servlets.newContainer().addDeployment(info);
        manager.deploy();
        Undertow undertow = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, MAX_POST_SIZE)
                .setHandler(manager.start())
                .build();
        undertow.start();
        return new UndertowSite(undertow, manager);
    }

    @Override
    public int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public boolean continuesAtOnce() {
        return false;
    }

    @Override
    public long maxPostSize() {
        return MAX_POST_SIZE;
    }

    @Override
    public void close() throws Exception {
        manager.stop();
        manager.undeploy();
        undertow.stop();
    }

    private record User(String name, Set<String> roles) implements Account {
        @Override
        public Principal getPrincipal() {
            return () -> name;
        }

        @Override
        public Set<String> getRoles() {
            return roles;
        }
    }

    private static final class KnownUsers implements IdentityManager {
        @Override
        public Account verify(Account account) {
            return account;
        }

        @Override
        public @Nullable Account verify(String id, Credential credential) {
            boolean right = USERS.containsKey(id) && credential instanceof PasswordCredential password
                    && TestSite.password(id).equals(new String(password.getPassword()));
            return right ? new User(id, Set.copyOf(USERS.get(id))) : null;
        }

        @Override
        public @Nullable Account verify(Credential credential) {
            return null;
        }
    }
}
