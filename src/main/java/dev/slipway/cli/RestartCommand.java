package dev.slipway.cli;

import dev.slipway.client.Confirmation;
import dev.slipway.client.DeployFailedException;
import dev.slipway.client.SlipwayClient;
import dev.slipway.model.ProjectName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway restart}: begins a restart of what serves a project, or all of them. */
@Command(name = "restart", sortOptions = false, mixinStandardHelpOptions = true,
        versionProvider = SlipwayCommand.VersionText.class,
        header = "Have the restart command run for what is live: of one project, or of all, for administrators.",
        description = {"", "In a cluster one server comes after the other. Prints the id of the restart; the operation get_job tells how",
            "far it is. What is live stays live.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar slipway.war restart shop", "  java -jar slipway.war restart --this-server-only",
            ConnectionOptions.ENVIRONMENT, ServerCommand.EXIT_CODES})
final class RestartCommand extends ServerCommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "PROJECT", description = "Name of the project. Default: all.")
    private @Nullable String project;

    @Option(names = "--this-server-only", description = "In a cluster: no other server restarts it.")
    private boolean alone;

    RestartCommand(Session session) {
        super(session);
    }

    private Optional<ProjectName> wanted() {
        return Optional.ofNullable(project).map(ProjectName::new);
    }

    @Override
    void check() {
        wanted();
    }

    @Override
    int perform(SlipwayClient client, Reply reply) throws DeployFailedException {
        Confirmation begun = client.restart(wanted(), !alone);
        String id = begun.jobId().orElse("");
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("message", begun.message());
        wanted().ifPresent(name -> fields.put("project", name.value()));
        fields.put("job_id", id);
        fields.put("answer", begun.answer());
        return reply.success(fields, out -> {
            out.println(Report.safe(begun.message()));
            Table table = new Table();
            table.row("restart", id);
            table.print(out, "  ");
        });
    }
}
