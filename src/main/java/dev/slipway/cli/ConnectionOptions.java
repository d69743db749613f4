package dev.slipway.cli;

import dev.slipway.client.ClientBuilder;
import dev.slipway.client.Target;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server is asked, as whom and for how long: the options of all commands that ask one. */
final class ConnectionOptions {
    /** What {@code --help} says of the environment. */
    static final String ENVIRONMENT = "%nEnvironment:%n"
            + "  SLIPWAY_PASSWORD  the password, unless --password-file is given; else it is asked for on a terminal%n"
            + "  SLIPWAY_TARGET    default of --target%n"
            + "  SLIPWAY_USER      default of --user%n"
            + "  NO_COLOR          no colours";

    private static final String DEFAULT_TARGET = "http://127.0.0.1:9925";
    private static final String DEFAULT_USER = "admin";

    @Option(names = "--target", paramLabel = "URL",
            description = "Address of the server, with the context path where there is one. "
                    + "Default: SLIPWAY_TARGET, else " + DEFAULT_TARGET + ".")
    private @Nullable String target;

    @Option(names = "--user", paramLabel = "NAME",
            description = "Who asks. Default: SLIPWAY_USER, else " + DEFAULT_USER + ".")
    private @Nullable String user;

    @Option(names = "--password-file", paramLabel = "FILE",
            description = "File whose first line is the password.")
    private @Nullable Path passwordFile;

    @Option(names = "--timeout", paramLabel = "TIME", converter = DurationText.class,
            description = "Longest time for the whole command, for example 90s, 10m, 2h. Default: none.")
    private @Nullable Duration timeout;

    /** @throws IllegalArgumentException when it is no address */
    Target target(Session session) {
        return Target.of(target != null ? target : session.environment("SLIPWAY_TARGET", DEFAULT_TARGET));
    }

    /**
     * Finds the password, tells the builder of it all, and warns when the password would go over a network in clear.
     *
     * @throws IllegalArgumentException when there is no password, or something cannot be
     */
    <B extends ClientBuilder<B>> B given(Session session, Target where, B builder) {
        String who = user != null ? user : session.environment("SLIPWAY_USER", DEFAULT_USER);
        char[] password = Password.find(session, passwordFile, who);
        builder.credentials(who, password::clone);
        if (timeout != null) {
            builder.timeout(timeout);
        }
        if (!where.isSecure() && !where.isLoopback()) {
            session.err().println("slipway: warning: the password goes to " + where + " unencrypted; use https.");
        }
        return builder;
    }
}
