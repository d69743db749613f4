package dev.slipway.web;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The web application in a server of this process, with users that tests know. */
interface TestSite extends AutoCloseable {
    /** User names; the password of each is the name backwards. The user {@code guest} has no role of Slipway. */
    Map<String, List<String>> USERS = Map.of(
            "admin", List.of("slipway-admin"),
            "deployer", List.of("slipway-deployer"),
            "viewer", List.of("slipway-viewer"),
            "guest", List.of("other"));

    /** Starts servers of one kind. */
    interface Starter {
        /**
         * @param home the home directory
         * @param folder where the server may keep files of its own
         * @param settings over those that make tests quick
         */
        TestSite start(Path home, Path folder, Map<String, String> settings) throws Exception;
    }

    static String password(String user) {
        return new StringBuilder(user).reverse().toString();
    }

    /** Port on 127.0.0.1. */
    int port();

    /** Whether the server says {@code 100 Continue} by itself, before the application is asked. */
    boolean continuesAtOnce();

    /** The container's own limit on bodies, in bytes; 0 for none. */
    default long maxPostSize() {
        return 0;
    }

    /** Stops the web application first, then the server. */
    @Override
    void close() throws Exception;
}
