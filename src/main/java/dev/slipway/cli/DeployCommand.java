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
import java.time.Duration;
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
            "", "Environment:",
            "  SLIPWAY_PASSWORD  the password, unless --password-file is given; else it is asked for on a terminal",
            "  SLIPWAY_TARGET    default of --target",
            "  SLIPWAY_USER      default of --user",
            "  NO_COLOR          no colours",
            "", "Exit codes:",
            "    0  live",
            "    1  failed on the server",
            "    2  usage: the command line or the directory makes no sense",
            "    3  refused: by the server, or the directory cannot be packed",
            "    4  conflict: another deploy of the project is running",
            "    5  a limit: of size, of room, of uploads at a time",
            "    6  network: no connection, or none that lasts, after all retries",
            "    7  timed out",
            "  130  interrupted (Ctrl-C)",
            "", "The result is written to standard output, everything else to standard error."})
final class DeployCommand implements Callable<Integer> {
    private static final String DEFAULT_TARGET = "http://127.0.0.1:9925";
    private static final String DEFAULT_USER = "admin";

    private final Session session;

    @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", defaultValue = ".",
            description = "Directory whose content becomes the release. Default: the current one.")
    private Path directory = Path.of(".");

    @Option(names = "--target", paramLabel = "URL",
            description = "Address of the server, with the context path where there is one. "
                    + "Default: SLIPWAY_TARGET, else " + DEFAULT_TARGET + ".")
    private @Nullable String target;

    @Option(names = "--project", paramLabel = "NAME", required = true,
            description = "Name of the project: letters, digits, dashes, underscores.")
    private String project = "";

    @Option(names = "--user", paramLabel = "NAME",
            description = "Who deploys. Default: SLIPWAY_USER, else " + DEFAULT_USER + ".")
    private @Nullable String user;

    @Option(names = "--password-file", paramLabel = "FILE",
            description = "File whose first line is the password.")
    private @Nullable Path passwordFile;

    @Option(names = "--message", paramLabel = "TEXT",
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

    @Option(names = "--timeout", paramLabel = "TIME", converter = DurationText.class,
            description = "Longest time for the whole deploy, for example 90s, 10m, 2h. Default: none.")
    private @Nullable Duration timeout;

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
            Target where = Target.of(target != null ? target : session.environment("SLIPWAY_TARGET", DEFAULT_TARGET));
            DeployRequest request = new DeployRequest(new ProjectName(project), directory)
                    .withCompression(PackCompression.of(compression))
                    .withDanglingLinks(danglingLinks.value());
            String who = user != null ? user : session.environment("SLIPWAY_USER", DEFAULT_USER);
            char[] password = Password.find(session, passwordFile, who);
            DeployClient.Builder client = DeployClient.builder(where).credentials(who, () -> password).retries(retries);
            if (timeout != null) {
                client.timeout(timeout);
            }
            warnIfOpen(where);
            DeployRequest whole = message == null ? request : request.withMessage(message);
            Report about = report.about(request.project(), where);
            return Interruption.during(() -> send(client.build(), whole, about));
        } catch (IllegalArgumentException | DeployException e) {
            return report.usage(String.valueOf(e.getMessage()));
        }
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

    private void warnIfOpen(Target where) {
        if (!where.isSecure() && !where.isLoopback()) {
            session.err().println("slipway: warning: the password goes to " + where + " unencrypted; use https.");
        }
    }
}
