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

/** {@code slipway rollback}: back to the release that was live before. */
@Command(name = "rollback", sortOptions = false, mixinStandardHelpOptions = true,
        versionProvider = SlipwayCommand.VersionText.class,
        header = "Make the release live again that was live before, at once and without sending anything.",
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar slipway.war rollback shop -m 'the basket is empty'",
            "  java -jar slipway.war rollback shop --to 01a2051a-0000-7000-8000-000000000000",
            ConnectionOptions.ENVIRONMENT, ServerCommand.EXIT_CODES})
final class RollbackCommand extends ServerCommand {
    @Parameters(index = "0", paramLabel = "PROJECT", description = "Name of the project.")
    private String project = "";

    @Option(names = "--to", paramLabel = "ID",
            description = "Id of the release. Default: the one that was live before, as the records say.")
    private @Nullable String to;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Option(names = {"-m", "--message"}, paramLabel = "TEXT", description = "Note for the record.")
    private @Nullable String message;

    RollbackCommand(Session session) {
        super(session);
    }

    @Override
    void check() {
        new ProjectName(project);
        release();
        cluster.terms();
    }

    @Override
    int perform(SlipwayClient client, Reply reply) throws DeployFailedException {
        return Confirmed.tell(reply,
                client.rollback(new ProjectName(project), release(), Optional.ofNullable(message), cluster.terms()), project);
    }

    private Optional<DeploymentId> release() {
        return Optional.ofNullable(to).map(DeploymentId::new);
    }
}
