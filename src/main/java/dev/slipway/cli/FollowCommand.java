package dev.slipway.cli;

import dev.slipway.client.DeployFailedException;
import dev.slipway.client.DeploymentEnd;
import dev.slipway.client.FailureKind;
import dev.slipway.client.Outcome;
import dev.slipway.client.SlipwayClient;
import dev.slipway.model.DeploymentId;
import dev.slipway.problem.Problem;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway follow}: hears what happens in a deployment until it ends. */
@Command(name = "follow", sortOptions = false, mixinStandardHelpOptions = true,
        versionProvider = SlipwayCommand.VersionText.class,
        header = "Follow a deployment to its end, from its beginning; also one that somebody else started.",
        description = {"", "Ctrl-C ends the following, not the deployment.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar slipway.war deploy dist --project shop --detach",
            "  java -jar slipway.war follow 01a2051a-0000-7000-8000-000000000000",
            ConnectionOptions.ENVIRONMENT,
            "%nExit codes:%n  0 the deployment succeeded; else as of deploy: 1 the server failed, 2 usage, 3 refused or%n"
                    + "  not found, 4 conflict or cancelled, 5 a limit, 6 network, 7 timed out,%n"
                    + "  8 live on some servers of a cluster only, 9 rolled back, 130 interrupted"})
final class FollowCommand extends ServerCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "Id of the deployment.")
    private String id = "";

    @Option(names = {"-q", "--quiet"}, description = "Show no progress.")
    private boolean quiet;

    FollowCommand(Session session) {
        super(session);
    }

    @Override
    void check() {
        new DeploymentId(id);
    }

    @Override
    int perform(SlipwayClient client, Reply reply) throws DeployFailedException {
        DeploymentEnd end;
        try (FollowDisplay display = new FollowDisplay(session(), quiet)) {
            end = client.follow(new DeploymentId(id), display);
        } catch (DeployFailedException e) {
            if (e.kind() != FailureKind.INTERRUPTED) {
                throw e;
            }
            return reply.failure("Not followed any more: deployment " + id + " itself was not touched", e.code(),
                    e.kind(), Map.of("deployment_id", id));
        }
        return end.success() ? succeeded(reply, end) : failed(reply, end);
    }

    private int succeeded(Reply reply, DeploymentEnd end) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("deployment_id", id);
        fields.put("outcome", FailureText.word(end.staged() ? Outcome.STAGED : Outcome.LIVE));
        fields.put("message", end.message());
        fields.put("result", end.told());
        return reply.success(fields, out -> {
            out.println(Report.safe(end.message()));
            out.println("  deployment  " + id);
        });
    }

    private int failed(Reply reply, DeploymentEnd end) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("deployment_id", id);
        fields.put("outcome", FailureText.word(Outcome.FAILED));
        end.phase().ifPresent(phase -> fields.put("phase", phase));
        fields.put("answer", end.told());
        String code = end.code().orElse(Problem.INTERNAL.code());
        problem(code).ifPresent(problem -> fields.put("remedy", problem.remedy()));
        return reply.failure(end.message() + end.phase().map(phase -> " (while " + phase + ")").orElse(""), code,
                kind(code), fields);
    }

    private static Optional<Problem> problem(String code) {
        return Arrays.stream(Problem.values()).filter(problem -> problem.code().equals(code)).findFirst();
    }

    private static FailureKind kind(String code) {
        int exitCode = problem(code).map(Problem::exitCode).orElse(FailureKind.SERVER_FAILED.exitCode());
        return Arrays.stream(FailureKind.values()).filter(kind -> kind.exitCode() == exitCode).findFirst()
                .orElse(FailureKind.SERVER_FAILED);
    }
}
