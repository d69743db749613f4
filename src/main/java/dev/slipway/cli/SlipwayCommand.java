package dev.slipway.cli;

import dev.slipway.model.Version;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine;

/**
 * The command {@code slipway}: its subcommands are what it can do. The launcher's main method calls {@link #run} and
 * passes the result to {@code System.exit}.
 */
@Command(name = "slipway", mixinStandardHelpOptions = true, versionProvider = SlipwayCommand.VersionText.class,
        header = "Streams a component of any size onto a server and launches it in one step.",
        description = {"", "Here slipway stands for java -jar slipway.war.", ""},
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {"", "See 'slipway COMMAND --help' for what each one takes.", "",
            "Exit codes:", "  0 done, 1 failed on the server, 2 usage, 3 refused, 4 conflict with another deploy,",
            "  5 a limit, 6 network after retries, 7 timed out, 8 on some servers of a cluster only, 9 rolled back,",
            "  130 interrupted"})
public final class SlipwayCommand implements Runnable {
    private static final int HELP_COLUMNS = 100;
    /** In the order of the help. */
    private static final List<String> COMMANDS = List.of("deploy", "follow", "list", "show", "status", "cluster", "activate",
            "rollback", "cancel", "restart", "drop", "pull", "pack", "demo", "serve");

    @Spec
    private CommandSpec spec;

    private SlipwayCommand() {
        this.spec = CommandSpec.create();
    }

    /** Runs one command line without a server to start: {@code serve} and {@code demo} say so. */
    public static int run(String[] args) {
        return run(args, options -> {
            throw new IOException("there is no server in this program; run it as: java -jar slipway.war");
        });
    }

    /**
     * Runs one command line on the calling thread, with the process's environment and streams.
     *
     * @param starter how {@code serve} and {@code demo} start a server
     * @return the exit code: 0 done, 1 the server failed, 2 usage, 3 refused, 4 conflict, 5 a limit, 6 network,
     *     7 timed out, 8 on some servers of a cluster only, 9 rolled back, 130 interrupted
     */
    public static int run(String[] args, ServerStarter starter) {
        PrintStream out = stream(FileDescriptor.out);
        PrintStream err = stream(FileDescriptor.err);
        Terminal terminal = Terminal.ofStandardError(System.getenv());
        return run(args, new Session(System.getenv(), out, err, terminal, starter));
    }

    static int run(String[] args, Session session) {
        CommandLine line = new CommandLine(new SlipwayCommand());
        // To read the annotations of all makes every start slower: the one that is asked for is enough.
        boolean asked = args.length > 0 && COMMANDS.contains(args[0]);
        for (String name : asked ? List.of(args[0]) : COMMANDS) {
            line.addSubcommand(command(name, session));
        }
        if (!asked) {
            line.addSubcommand(new CommandLine.HelpCommand());
        }
        line.setUsageHelpWidth(HELP_COLUMNS);
        line.setOut(new PrintWriter(session.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(session.err(), true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((e, given) -> misused(e, given, session));
        line.setExecutionExceptionHandler((e, command, result) -> broken(e, session));
        return line.execute(args);
    }

    private static Object command(String name, Session session) {
        return switch (name) {
            case "deploy" -> new DeployCommand(session);
            case "follow" -> new FollowCommand(session);
            case "list" -> new ListCommand(session);
            case "show" -> new ShowCommand(session);
            case "status" -> new StatusCommand(session);
            case "cluster" -> new ClusterCommand(session);
            case "activate" -> new ActivateCommand(session);
            case "rollback" -> new RollbackCommand(session);
            case "cancel" -> new CancelCommand(session);
            case "restart" -> new RestartCommand(session);
            case "drop" -> new DropCommand(session);
            case "pull" -> new PullCommand(session);
            case "pack" -> new PackCommand(session);
            case "demo" -> new DemoCommand(session);
            case "serve" -> new ServeCommand(session);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static int misused(ParameterException e, String[] args, Session session) {
        Report report = new Report(session, Arrays.asList(args).contains("--json"));
        int code = report.usage(String.valueOf(e.getMessage()));
        session.err().println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return code;
    }

    /** A fault of this program. */
    private static int broken(Exception e, Session session) {
        session.err().println("slipway: this should not have happened: " + e);
        if (session.environment("SLIPWAY_DEBUG", "").isEmpty()) {
            session.err().println("  Set SLIPWAY_DEBUG=1 to see where, and report it.");
        } else {
            e.printStackTrace(session.err());
        }
        return 1;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing COMMAND");
    }

    /** Names and messages are UTF-8 whatever the locale of the process says. */
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** What {@code --version} prints. */
    static final class VersionText implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"slipway " + Version.TEXT};
        }
    }
}
