package dev.slipway.cli;

import java.io.IOException;

/**
 * Starts the standalone server. The launcher passes one to {@link SlipwayCommand#run(String[], ServerStarter)}, so that
 * the command line knows nothing of how a server is made.
 */
@FunctionalInterface
public interface ServerStarter {
    /**
     * Starts a server and returns when it answers requests. Called on the thread of the command.
     *
     * @throws IOException when it cannot start: the message says why and what to do, fit to be shown alone
     */
    RunningServer start(ServerOptions options) throws IOException;
}
