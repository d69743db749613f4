package dev.slipway.cli;

/** Runs an action when the process is told to end (Ctrl-C, SIGTERM) while this is open. */
final class StopHook implements AutoCloseable {
    private final Thread hook;

    StopHook(Runnable action) {
        this.hook = new Thread(action, "slipway-stop");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending: the hook runs.
        }
    }
}
