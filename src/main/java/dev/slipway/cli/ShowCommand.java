package dev.slipway.cli;

import dev.slipway.client.DeployFailedException;
import dev.slipway.client.DeploymentRecord;
import dev.slipway.client.SlipwayClient;
import dev.slipway.model.DeploymentId;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway show}: all that is known of one deployment. */
@Command(name = "show", sortOptions = false, mixinStandardHelpOptions = true,
        versionProvider = SlipwayCommand.VersionText.class,
        header = "Show the record of one deployment: who, why, how far, how long, what went wrong.",
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar slipway.war show 01a2051a-0000-7000-8000-000000000000",
            "  java -jar slipway.war show 01a2051a-0000-7000-8000-000000000000 --json",
            ConnectionOptions.ENVIRONMENT, ServerCommand.EXIT_CODES})
final class ShowCommand extends ServerCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "Id of the deployment.")
    private String id = "";

    ShowCommand(Session session) {
        super(session);
    }

    @Override
    void check() {
        new DeploymentId(id);
    }

    @Override
    int perform(SlipwayClient client, Reply reply) throws DeployFailedException {
        DeploymentRecord found = client.show(new DeploymentId(id));
        return reply.success(Map.of("deployment", found.fields()),
                out -> new DeploymentLines(Times.here()).whole(out, found));
    }
}
