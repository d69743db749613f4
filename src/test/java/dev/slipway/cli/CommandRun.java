package dev.slipway.cli;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One run of the command line with an environment and streams of its own. */
record CommandRun(int exitCode, String out, String err) {
    static final Map<String, String> PASSWORD = Map.of("SLIPWAY_PASSWORD", "s\u00e4cret");

    static CommandRun of(Map<String, String> environment, String... args) {
        return of(environment, Terminal.NONE, options -> {
            throw new IOException("no server here");
        }, args);
    }

    static CommandRun of(Map<String, String> environment, Terminal terminal, ServerStarter starter, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Session session = new Session(environment, new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), terminal, starter);
        int exitCode = SlipwayCommand.run(args, session);
        return new CommandRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Standard output as the one JSON object that it must be. */
    Map<String, Object> json() {
        return ObjectReader.read(out.getBytes(StandardCharsets.UTF_8), Format.JSON);
    }
}
