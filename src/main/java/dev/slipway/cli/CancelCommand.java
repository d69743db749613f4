package dev.slipway.cli;

import dev.slipway.client.DeployFailedException;
import dev.slipway.client.SlipwayClient;
import dev.slipway.model.DeploymentId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway cancel}: ends a running deployment. */
@Command(name = "cancel", sortOptions = false, mixinStandardHelpOptions = true,
        versionProvider = SlipwayCommand.VersionText.class,
        header = "End a deployment that is running; whoever uploads it is told. What was live stays live.",
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar slipway.war list --status queued,receiving,extracting",
            "  java -jar slipway.war cancel 01a2051a-0000-7000-8000-000000000000",
            ConnectionOptions.ENVIRONMENT, ServerCommand.EXIT_CODES})
final class CancelCommand extends ServerCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "Id of the deployment.")
    private String id = "";

    CancelCommand(Session session) {
        super(session);
    }

    @Override
    void check() {
        new DeploymentId(id);
    }

    @Override
    int perform(SlipwayClient client, Reply reply) throws DeployFailedException {
        return Confirmed.tell(reply, client.cancel(new DeploymentId(id)), "");
    }
}
