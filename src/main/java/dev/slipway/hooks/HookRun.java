package dev.slipway.hooks;

import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Runs one command: in a process group of its own, with an environment of its own, nothing on its standard input, and an
 * end. What it leaves running after it ended well goes on, but nobody hears it. Blocks the thread that calls it, obeys its interrupt.
 */
public final class HookRun {
    private static final System.Logger LOG = System.getLogger(HookRun.class.getName());
    /** How often is looked; the least that a command takes. */
    private static final Duration POLL = Duration.ofMillis(10);
    /** How long is read what a command wrote that has ended. */
    private static final Duration LAST_WORDS = Duration.ofMillis(200);
    /** Between asking and killing. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** The same where a release is live that is not healthy, or the command itself has ended. */
    private static final Duration SHORT_PATIENCE = Duration.ofMillis(400);
    private static final int PIECE = 8192;

    private final Hook hook;
    private final HookCommand command;
    private final Duration limit;

    /** @param limit longest time that it may run */
    public HookRun(Hook hook, HookCommand command, Duration limit) {
        this.hook = hook;
        this.command = command;
        this.limit = limit;
    }

    /**
     * Runs it to its end.
     *
     * @throws HookFailedException when it cannot be started, does not end with 0, or takes too long: it has ended then, with
     *     its group
     * @throws DeployException the reason of the halt; it has ended then
     * @throws InterruptedException when the thread is interrupted; it has ended then
     */
    public void run(HookContext context, Halt halt, HookListener listener)
            throws HookFailedException, InterruptedException {
        halt.require();
        HookOutput output = new HookOutput(hook, listener);
        ProcessGroup group = start(context);
        boolean well = false;
        try {
            int exit = await(group, halt, output);
            drain(group.output(), output);
            output.end();
            if (exit != 0) {
                throw failed(exit > 128 ? "was ended by signal " + (exit - 128) : "ended with " + exit, output.last());
            }
            well = true;
        } finally {
            if (!well) {
                group.end(hook == Hook.HEALTH || group.hasEnded() ? SHORT_PATIENCE : PATIENCE);
            }
            group.close();
        }
    }

    private ProcessGroup start(HookContext context) throws HookFailedException {
        if (!Files.isExecutable(Path.of(command.program()))) {
            throw unstartable("it is not there, or is not a program");
        }
        try {
            return ProcessGroup.start(command, context.environment(hook), context.release());
        } catch (IOException e) {
            throw unstartable(String.valueOf(e.getMessage()));
        }
    }

    /** The place of a program is nothing for clients. */
    private HookFailedException unstartable(String why) {
        LOG.log(System.Logger.Level.WARNING, "The {0} command {1} cannot be started: {2}", hook.label(), command.program(), why);
        return failed("cannot be started; the log of the server says why", List.of());
    }

    private int await(ProcessGroup group, Halt halt, HookOutput output) throws HookFailedException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!group.ended(POLL)) {
            halt.require();
            read(group.output(), output);
            if (System.nanoTime() > deadline) {
                output.end();
                throw failed("did not end within " + Times.text(limit), output.last());
            }
        }
        return group.exitValue();
    }

    /** What was written before the end is in the pipe; what is left of the group may write for ever. */
    private static void drain(InputStream from, HookOutput output) {
        long deadline = System.nanoTime() + LAST_WORDS.toNanos();
        while (System.nanoTime() < deadline && read(from, output)) {
            // more may be there
        }
    }

    /** @return whether there was something */
    private static boolean read(InputStream from, HookOutput output) {
        try {
            byte[] piece = new byte[PIECE];
            boolean some = false;
            for (int i = 0; i < 16 && from.available() > 0; i++) {
                int count = from.read(piece, 0, Math.min(piece.length, from.available()));
                output.write(piece, Math.max(0, count));
                some |= count > 0;
            }
            return some;
        } catch (IOException e) {
            return false; // its end says the rest
        }
    }

    private HookFailedException failed(String what, List<String> lastLines) {
        return new HookFailedException("the " + hook.label() + " command " + what, lastLines);
    }
}
