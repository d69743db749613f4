package dev.slipway.cli;

import dev.slipway.client.ComponentState;
import dev.slipway.client.DeployFailedException;
import dev.slipway.client.LiveComponent;
import dev.slipway.client.SlipwayClient;
import dev.slipway.model.ProjectName;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway status}: what is live, what is running and what is kept. */
@Command(name = "status", sortOptions = false, mixinStandardHelpOptions = true,
        versionProvider = SlipwayCommand.VersionText.class,
        header = "Show what is live; of one project also what is running and which releases are kept.",
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar slipway.war status",
            "  java -jar slipway.war status shop",
            "  java -jar slipway.war status shop --json",
            ConnectionOptions.ENVIRONMENT, ServerCommand.EXIT_CODES})
final class StatusCommand extends ServerCommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "PROJECT", description = "Name of a project. Default: all.")
    private @Nullable String project;

    StatusCommand(Session session) {
        super(session);
    }

    @Override
    void check() {
        if (project != null) {
            new ProjectName(project);
        }
    }

    @Override
    int perform(SlipwayClient client, Reply reply) throws DeployFailedException {
        return project == null ? all(client.components(), reply) : one(client.component(new ProjectName(project)), reply);
    }

    private static int all(List<LiveComponent> components, Reply reply) {
        if (components.isEmpty()) {
            reply.note("nothing is live");
        }
        return reply.success(Map.of("components", components.stream().map(LiveComponent::fields).toList()), out -> {
            Times times = Times.here();
            Table table = new Table("PROJECT", "RELEASE", "SINCE", "AGE");
            components.forEach(one -> table.row(one.project(), one.release().orElse("-"), times.iso(one.since()),
                    times.age(one.since())));
            if (!components.isEmpty()) {
                table.print(out, "");
            }
        });
    }

    private static int one(ComponentState state, Reply reply) {
        return reply.success(Map.of("component", state.fields()), out -> print(out, state, Times.here()));
    }

    private static void print(PrintStream out, ComponentState state, Times times) {
        Table head = new Table().row("project", state.project()).row("live", state.release().orElse("nothing"));
        state.live().ifPresent(record -> {
            record.completedAt().ifPresent(time -> head.row("since", times.both(time)));
            head.row("by", record.user().orElse("?") + ", " + record.kind() + " " + record.id());
            record.message().ifPresent(text -> head.row("message", text));
        });
        state.previous().ifPresent(id -> head.row("previous", id));
        head.print(out, "");
        if (!state.running().isEmpty()) {
            out.println("running");
            new DeploymentLines(times).table(out, state.running(), "  ");
        }
        if (!state.releases().isEmpty()) {
            out.println("releases");
            Table releases = new Table();
            state.releases().forEach(one -> releases.row(one.id(), one.live() ? "live"
                    : state.previous().filter(one.id()::equals).isPresent() ? "previous" : "", one.status()));
            releases.print(out, "  ");
        }
    }
}
