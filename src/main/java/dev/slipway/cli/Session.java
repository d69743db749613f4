package dev.slipway.cli;

import java.io.PrintStream;
import java.util.Map;

/**
 * What a command has around it: the environment, the two output streams and the way to start a server. Tests pass their
 * own.
 *
 * @param environment the environment variables
 * @param out results only
 * @param err everything else
 * @param terminal what the other end of {@code err} can do
 * @param starter starts servers for {@code serve} and {@code demo}
 */
record Session(Map<String, String> environment, PrintStream out, PrintStream err, Terminal terminal,
        ServerStarter starter) {
    /** The value of an environment variable, or the fallback when it is not set or empty. */
    String environment(String name, String fallback) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? fallback : value;
    }
}
