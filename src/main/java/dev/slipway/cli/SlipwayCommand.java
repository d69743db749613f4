package dev.slipway.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code slipway}: its subcommands are what it can do. The launcher's main method calls {@link #run} and
 * passes the result to {@code System.exit}.
 */
@Command(name = "slipway", subcommandsRepeatable = false,
        header = "Streams a component of any size onto a server and launches it in one step.",
        description = {""},
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {"", "See 'slipway COMMAND --help' for what each one takes.", "",
            "Exit codes: 0 done, 1 the server failed, 2 usage, 3 refused, 4 conflict, 5 a limit, 6 network, 7 timed out,",
            "130 interrupted."})
public final class SlipwayCommand implements Runnable {
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
     *     7 timed out, 130 interrupted
     */
    public static int run(String[] args, ServerStarter starter) {
        PrintStream out = stream(FileDescriptor.out);
        PrintStream err = stream(FileDescriptor.err);
        Terminal terminal = Terminal.ofStandardError(System.getenv());
        return run(args, new Session(System.getenv(), out, err, terminal, starter));
    }

    static int run(String[] args, Session session) {
        CommandLine line = new CommandLine(new SlipwayCommand())
                .addSubcommand(new ServeCommand(session))
                .addSubcommand(new CommandLine.HelpCommand());
        line.setOut(new PrintWriter(session.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(session.err(), true, StandardCharsets.UTF_8));
        return line.execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing COMMAND");
    }

    /** Names and messages are UTF-8 whatever the locale of the process says. */
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
