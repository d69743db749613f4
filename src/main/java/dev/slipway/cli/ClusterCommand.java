package dev.slipway.cli;

import dev.slipway.client.ClusterState;
import dev.slipway.client.DeployFailedException;
import dev.slipway.client.SlipwayClient;
import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code slipway cluster}: which servers there are, and what each has of each project. */
@Command(name = "cluster", sortOptions = false, mixinStandardHelpOptions = true,
        versionProvider = SlipwayCommand.VersionText.class,
        header = "Show the servers of a cluster and what each has of each project.",
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar slipway.war cluster",
            "  java -jar slipway.war cluster --target https://web2.example.com/slipway/ --json",
            ConnectionOptions.ENVIRONMENT, ServerCommand.EXIT_CODES})
final class ClusterCommand extends ServerCommand {
    ClusterCommand(Session session) {
        super(session);
    }

    @Override
    int perform(SlipwayClient client, Reply reply) throws DeployFailedException {
        ClusterState state = client.cluster();
        if (!state.isCluster()) {
            reply.note("this server is alone: it has no slipway.node-url");
        } else if (!state.isConnected()) {
            reply.note("slipway: warning: " + state.asked() + " does not reach the records of the cluster: this may be old");
        }
        return reply.success(Map.of("cluster", state.fields()), out -> print(out, state));
    }

    private static void print(PrintStream out, ClusterState state) {
        if (!state.isCluster()) {
            return;
        }
        Table nodes = new Table("NODE", "STATUS", "LAST SEEN", "VERSION", "ADDRESS");
        state.nodes().forEach(node -> nodes.row(node.name() + (node.name().equals(state.asked()) ? " *" : ""),
                node.up() ? "up" : "silent", Figures.time(node.silent()) + " ago", node.version(), node.url()));
        nodes.print(out, "");
        if (!state.projects().isEmpty()) {
            out.println();
            Table projects = new Table("PROJECT", "TO BE LIVE", "ROLL-OUT", "NODES");
            state.projects().forEach(project -> row(projects, project));
            projects.print(out, "");
        }
    }

    /** Only nodes that have something else are named. */
    private static void row(Table table, ClusterState.Project project) {
        table.row(project.name(), project.release().orElse("nothing"), project.state(),
                project.upToDate() + " of " + project.nodes().size());
        project.nodes().stream().filter(node -> !node.upToDate()).forEach(node -> table.row("  " + node.node(),
                node.release().orElse("nothing"), "", node.error().orElse("is not there yet")));
    }
}
