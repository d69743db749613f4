package dev.slipway.hooks;

import dev.slipway.problem.DeployException;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds out whether a release that became live is healthy: an address, a command, or both, which must both be content. Tries
 * until they are, a bounded number of times. Immutable.
 *
 * @param tries how often, at least 1
 * @param interval time between two tries
 * @param timeout longest time of one try, of the address and of the command each
 * @param grace time before the first try
 */
public record HealthCheck(Optional<HealthUrl> url, Optional<HookCommand> command, int tries, Duration interval,
        Duration timeout, Duration grace) {
    /**
     * Tries until it is healthy. Blocks, obeys an interrupt.
     *
     * @throws HookFailedException when it was not, however often it was tried
     * @throws DeployException the reason of the halt
     */
    void run(HookContext context, Halt halt, HookListener listener) throws HookFailedException, InterruptedException {
        halt.pause(grace);
        for (int tried = 1; ; tried++) {
            try {
                ask(context, halt, listener);
                return;
            } catch (HookFailedException e) {
                listener.line(Hook.HEALTH, "try " + tried + " of " + tries + ": " + e.getMessage());
                if (tried == tries) {
                    throw new HookFailedException((tries == 1 ? "it was tried once: " : "it was tried " + tries + " times, at last: ")
                            + e.getMessage(), e.lastLines());
                }
            }
            halt.pause(interval);
        }
    }

    private void ask(HookContext context, Halt halt, HookListener listener)
            throws HookFailedException, InterruptedException {
        if (url.isPresent()) {
            url.get().ask(context.project(), timeout, halt);
        }
        if (command.isPresent()) {
            new HookRun(Hook.HEALTH, command.get(), timeout).run(context, halt, listener);
        }
    }
}
