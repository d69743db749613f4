package dev.slipway.cli;

import dev.slipway.client.DeployFailedException;
import dev.slipway.client.FailureKind;
import dev.slipway.client.SlipwayClient;
import dev.slipway.model.ProjectName;
import java.io.Console;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway drop}: removes a component and all of its releases. */
@Command(name = "drop", sortOptions = false, mixinStandardHelpOptions = true,
        versionProvider = SlipwayCommand.VersionText.class,
        header = "Remove a component: what is live and every release that is kept. For administrators.",
        description = {"", "Asks before, on a terminal; elsewhere --yes is needed. There is no way back.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar slipway.war drop shop", "  java -jar slipway.war drop shop --yes --json",
            ConnectionOptions.ENVIRONMENT, ServerCommand.EXIT_CODES})
final class DropCommand extends ServerCommand {
    @Parameters(index = "0", paramLabel = "PROJECT", description = "Name of the project.")
    private String project = "";

    @Option(names = {"-y", "--yes"}, description = "Do not ask.")
    private boolean yes;

    DropCommand(Session session) {
        super(session);
    }

    @Override
    void check() {
        new ProjectName(project);
        if (!yes && (System.console() == null || !Terminal.isTerminal(0))) {
            throw new IllegalArgumentException("drop removes every release of " + project
                    + "; where nobody can be asked, say --yes");
        }
    }

    @Override
    int perform(SlipwayClient client, Reply reply) throws DeployFailedException {
        if (!yes && !agreed()) {
            return reply.failure("Nothing was dropped", "usage", FailureKind.USAGE, Map.of("project", project));
        }
        return Confirmed.tell(reply, client.drop(new ProjectName(project)), project);
    }

    private boolean agreed() {
        Console console = System.console();
        String answer = console == null ? null
                : console.readLine("Remove %s, with every release of it? [y/N] ", project);
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
}
