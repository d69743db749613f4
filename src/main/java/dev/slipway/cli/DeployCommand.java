package dev.slipway.cli;

import dev.slipway.archive.PackCompression;
import dev.slipway.client.DeployClient;
import dev.slipway.client.DeployFailedException;
import dev.slipway.client.DeployRequest;
import dev.slipway.client.DeployResult;
import dev.slipway.client.Target;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway deploy}: packs a directory while it sends it, and waits until it is live. */
@Command(name = "deploy", sortOptions = false, mixinStandardHelpOptions = true,
        versionProvider = SlipwayCommand.VersionText.class,
        header = "Send a directory to a server and launch it in one step.",
        description = {"", "Packs DIR while it is sent, in memory that does not depend on its size, and waits until "
                + "the server has made it live. What was live before stays live until then, and stays when this "
                + "fails.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar slipway.war deploy dist --project shop",
            "  java -jar slipway.war deploy dist --target https://host/slipway/ --project shop --user ann",
            "  java -jar slipway.war deploy --project shop --password-file ~/.slipway-password --json",
            "  java -jar slipway.war deploy dist --project shop --retries 10 --timeout 15m",
            "  java -jar slipway.war deploy dist --project shop --stage",
            "  java -jar slipway.war deploy dist --project shop --queue --detach",
            "  java -jar slipway.war deploy dist --project shop --restart=rolling",
            ConnectionOptions.ENVIRONMENT,
            "", "Exit codes:",
            "    0  live, or staged or handed over as asked for",
            "    1  failed on the server",
            "    2  usage: the command line or the directory makes no sense",
            "    3  refused: by the server, or the directory cannot be packed",
            "    4  conflict: another deploy of the project is running",
            "    5  a limit: of size, of room, of uploads at a time",
            "    6  network: no connection, or none that lasts, after all retries",
            "    7  timed out",
            "    8  live on some servers of a cluster only",
            "    9  rolled back: it did not pass its check, the release before is live again",
            "  130  interrupted (Ctrl-C)",
            "", "The result is written to standard output, everything else to standard error."})
final class DeployCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", defaultValue = ".",
            description = "Directory whose content becomes the release. Default: the current one.")
    private Path directory = Path.of(".");

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--project", paramLabel = "NAME", required = true,
            description = "Name of the project: letters, digits, dashes, underscores.")
    private String project = "";

    @Option(names = {"-m", "--message"}, paramLabel = "TEXT",
            description = "Note for the record, for example a commit; at most " + DeployRequest.MAX_MESSAGE
                    + " characters.")
    private @Nullable String message;

    @Option(names = "--compression", paramLabel = "METHOD[:LEVEL]", defaultValue = "auto",
            description = "auto, gzip, zstd or none; levels are gzip:1 to gzip:9 and zstd:1 to zstd:19. Default: auto, "
                    + "zstd:3 where the server takes it, else gzip:6.")
    private String compression = "auto";

    @Mixin
    private final DanglingLinksOption danglingLinks = new DanglingLinksOption();

    @Option(names = "--retries", paramLabel = "N", defaultValue = "5",
            description = "How often to try again after a fault that may pass: no connection, a restart or a failure of "
                    + "the server, a busy one. Pauses grow up to 30 s. Default: ${DEFAULT-VALUE}; 0 for never.")
    private int retries;

    @Option(names = {"--stage", "--no-activate"},
            description = "Keep a complete release and make nothing live; activate ID does that at any time.")
    private boolean stage;

    @Option(names = "--queue", description = "Wait for other deploys of the project to end instead of being refused: it is "
            + "received and unpacked at once, and made live in its turn.")
    private boolean queue;

    @Option(names = "--detach", description = "Return when the last byte is sent; follow ID tells the rest.")
    private boolean detach;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--idempotency-key", paramLabel = "KEY",
            description = "The server carries out one deploy of a key; another gets the answer of the first.")
    private @Nullable String key;

    @Option(names = "--strip-components", paramLabel = "N", defaultValue = "0",
            description = "Leave out the first N directories of each path, where DIR has all in one directory. "
                    + "Default: ${DEFAULT-VALUE}, at most " + DeployRequest.MAX_STRIPPED + ".")
    private int stripped;

    @Option(names = "--json", description = "Print the outcome as one JSON object, also when it failed.")
    private boolean json;

    @Option(names = {"-q", "--quiet"}, description = "Show no progress.")
    private boolean quiet;

    DeployCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Report report = new Report(session, json);
        try {
            Target where = connection.target(session);
            DeployRequest request = request();
            DeployClient client = connection.given(session, where, DeployClient.builder(where)).retries(retries)
                    .serverProgress(!quiet).build();
            Report about = report.about(request.project(), where);
            return Interruption.during(() -> send(client, request, about));
        } catch (IllegalArgumentException | DeployException e) {
            return report.usage(String.valueOf(e.getMessage()));
        }
    }

    private DeployRequest request() {
        DeployRequest request = new DeployRequest(new ProjectName(project), directory)
                .withCompression(PackCompression.of(compression))
                .withDanglingLinks(danglingLinks.value())
                .withActivate(!stage).withQueue(queue).withDetached(detach).withStripped(stripped).withTerms(cluster.terms());
        request = message == null ? request : request.withMessage(message);
        return key == null ? request : request.withIdempotencyKey(key);
    }

    private int send(DeployClient client, DeployRequest request, Report report) {
        ProgressDisplay display = new ProgressDisplay(session, quiet, "sending",
                survey -> report.warn(survey, request.danglingLinks()));
        try {
            DeployResult result;
            try (display) {
                result = client.deploy(request, new RetryLines(session, display, retries));
            }
            return report.success(result, display.server(), display.elapsed());
        } catch (DeployFailedException e) {
            return report.failure(e);
        }
    }
}
