package dev.slipway.cli;

import dev.slipway.client.ClusterTerms;
import dev.slipway.client.ClusterTerms.Restart;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the servers of a cluster take what is made live. */
final class ClusterOptions {
    @Option(names = "--restart", arity = "0..1", paramLabel = "rolling", preprocessor = AttachedValue.class,
            description = "Have the server's restart command run when it is live; with =rolling on one server of a cluster after the"
                    + " other, each checked before the next.")
    private @Nullable String restart;

    @Option(names = "--this-server-only", description = "In a cluster: no other server takes it.")
    private boolean alone;

    @Option(names = "--ignore-replication-errors",
            description = "In a cluster: it is done also when some servers have not taken it.")
    private boolean ignoring;

    @Option(names = "--deployment-timeout", paramLabel = "TIME", converter = DurationText.class,
            description = "In a cluster: how long the servers have for each step. Default: as the server says.")
    private @Nullable Duration timeout;

    /** @throws IllegalArgumentException when one makes no sense */
    ClusterTerms terms() {
        return new ClusterTerms(restart == null ? Restart.NONE : Restart.of(restart), !alone, ignoring, Optional.ofNullable(timeout));
    }
}
