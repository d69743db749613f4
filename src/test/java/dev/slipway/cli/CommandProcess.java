package dev.slipway.cli;

/** The command line as a process of its own, for the tests that need one. */
final class CommandProcess {
    private CommandProcess() {}

    public static void main(String[] args) {
        System.exit(SlipwayCommand.run(args));
    }
}
