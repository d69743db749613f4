package dev.slipway.cli;

import dev.slipway.client.DeployFailedException;
import dev.slipway.client.SlipwayClient;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway activate}: makes a release live that is staged or kept. */
@Command(name = "activate", sortOptions = false, mixinStandardHelpOptions = true,
        versionProvider = SlipwayCommand.VersionText.class,
        header = "Make a release live that is staged or kept, at once and without sending anything.",
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar slipway.war deploy dist --project shop --stage",
            "  java -jar slipway.war activate 01a2051a-0000-7000-8000-000000000000 -m 'go'",
            ConnectionOptions.ENVIRONMENT, ServerCommand.EXIT_CODES})
final class ActivateCommand extends ServerCommand {
    @Parameters(index = "0", paramLabel = "ID",
            description = "Id of the release, which is that of the deployment that made it.")
    private String id = "";

    @Option(names = "--project", paramLabel = "NAME",
            description = "Project of the release. Default: as its record says.")
    private @Nullable String project;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Option(names = {"-m", "--message"}, paramLabel = "TEXT", description = "Note for the record.")
    private @Nullable String message;

    ActivateCommand(Session session) {
        super(session);
    }

    @Override
    void check() {
        new DeploymentId(id);
        cluster.terms();
        if (project != null) {
            new ProjectName(project);
        }
    }

    @Override
    int perform(SlipwayClient client, Reply reply) throws DeployFailedException {
        DeploymentId release = new DeploymentId(id);
        String name = project != null ? project : client.show(release).project();
        return Confirmed.tell(reply, client.activate(new ProjectName(name), release, Optional.ofNullable(message),
                cluster.terms()), name);
    }
}
