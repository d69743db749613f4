package dev.slipway.launch;

import dev.slipway.cli.SlipwayCommand;
import java.nio.file.Path;

/** The first class that {@link Main} calls inside its class loaders: joins the command line to the server. */
public final class Launcher {
    private Launcher() {}

    /**
     * Runs one command line on the calling thread.
     *
     * @param webapp the unpacked WAR
     * @return the exit code of the process
     */
    public static int run(Path webapp, String[] args) {
        return SlipwayCommand.run(args, new StandaloneServer(webapp, System.getenv(), System.err));
    }
}
