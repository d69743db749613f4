package dev.slipway.cli;

import dev.slipway.client.DeployFailedException;
import dev.slipway.client.SlipwayClient;
import dev.slipway.client.Target;
import dev.slipway.problem.DeployException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that asks a server something, or has it do something, other than a deploy. */
abstract class ServerCommand implements Callable<Integer> {
    /** What {@code --help} says of the exit codes. */
    static final String EXIT_CODES = "%nExit codes:%n"
            + "  0 done, 1 failed on the server, 2 usage, 3 refused or not found, 4 not possible now, 5 a limit,%n"
            + "  6 network, 7 timed out, 8 on some servers of a cluster only,%n"
            + "  9 rolled back, 130 interrupted (Ctrl-C)";

    private final Session session;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--json", description = "Print the outcome as one JSON object, also when it failed.")
    private boolean json;

    ServerCommand(Session session) {
        this.session = session;
    }

    /** Looks at the arguments before a password is asked for; what makes no sense is an illegal argument. */
    void check() {}

    /**
     * Does it. On the thread that Ctrl-C interrupts.
     *
     * @return the exit code
     */
    abstract int perform(SlipwayClient client, Reply reply) throws DeployFailedException;

    Session session() {
        return session;
    }

    @Override
    public Integer call() {
        Reply reply = new Reply(session, json);
        try {
            check();
            Target where = connection.target(session);
            reply.about(where);
            SlipwayClient client = connection.given(session, where, SlipwayClient.builder(where)).build();
            return Interruption.during(() -> outcome(client, reply));
        } catch (IllegalArgumentException | DeployException e) {
            return reply.usage(String.valueOf(e.getMessage()));
        }
    }

    private int outcome(SlipwayClient client, Reply reply) {
        try {
            return perform(client, reply);
        } catch (DeployFailedException e) {
            return reply.failure(e);
        }
    }
}
