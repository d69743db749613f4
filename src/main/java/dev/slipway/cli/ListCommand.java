package dev.slipway.cli;

import dev.slipway.client.DeployFailedException;
import dev.slipway.client.DeploymentList;
import dev.slipway.client.DeploymentQuery;
import dev.slipway.client.DeploymentRecord;
import dev.slipway.client.SlipwayClient;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway list}: the history of deployments. */
@Command(name = "list", sortOptions = false, mixinStandardHelpOptions = true,
        versionProvider = SlipwayCommand.VersionText.class,
        header = "List deployments, newest first.",
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar slipway.war list --project shop",
            "  java -jar slipway.war list --status failed,cancelled --since 7d",
            "  java -jar slipway.war list --since 2026-11-20 --until 2026-11-21T12:00 --json",
            ConnectionOptions.ENVIRONMENT, ServerCommand.EXIT_CODES})
final class ListCommand extends ServerCommand {
    @Option(names = "--project", paramLabel = "NAME", description = "Only those of one project.")
    private @Nullable String project;

    @Option(names = "--status", paramLabel = "STATUS", split = ",",
            description = "Only those of a status, or of one of several separated by commas: queued, receiving, "
                    + "extracting, verifying, activating, restarting, checking, staged, success, failed, cancelled, rolled_back.")
    private List<String> statuses = List.of();

    @Option(names = "--since", paramLabel = "WHEN", converter = PointInTime.class,
            description = "Only those that began then or later: 2h (ago), 7d, 2026-11-23, 2026-11-23T09:15.")
    private @Nullable Instant since;

    @Option(names = "--until", paramLabel = "WHEN", converter = PointInTime.class,
            description = "Only those that began then or before.")
    private @Nullable Instant until;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20",
            description = "How many at most. Default: ${DEFAULT-VALUE}.")
    private int limit;

    ListCommand(Session session) {
        super(session);
    }

    @Override
    void check() {
        query();
    }

    @Override
    int perform(SlipwayClient client, Reply reply) throws DeployFailedException {
        DeploymentList found = client.list(query());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("deployments", found.deployments().stream().map(DeploymentRecord::fields).toList());
        fields.put("total", found.total());
        int code = reply.success(fields, out -> {
            if (!found.deployments().isEmpty()) {
                new DeploymentLines(Times.here()).table(out, found.deployments(), "");
            }
        });
        if (found.deployments().isEmpty()) {
            reply.note("no such deployments");
        } else if (found.total() > found.deployments().size()) {
            reply.note(Figures.count(found.deployments().size()) + " of " + Figures.count(found.total())
                    + "; --limit shows more");
        }
        return code;
    }

    private DeploymentQuery query() {
        DeploymentQuery query = DeploymentQuery.NEWEST.in(wanted()).limit(limit);
        query = project == null ? query : query.of(new ProjectName(project));
        query = since == null ? query : query.from(since);
        return until == null ? query : query.to(until);
    }

    private Set<Status> wanted() {
        return statuses.stream().map(String::strip).filter(name -> !name.isEmpty())
                .map(name -> Status.of(name).orElseThrow(() -> new IllegalArgumentException("'" + name
                        + "' is not a status; there are " + Arrays.stream(Status.values()).map(Status::label)
                                .collect(Collectors.joining(", ")))))
                .collect(Collectors.toSet());
    }
}
