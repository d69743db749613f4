package dev.slipway.rollout;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;

/** Short waits of workers that ask again. Stateless. */
final class Waits {
    private Waits() {}

    /** @throws DeployException {@link Problem#SHUTTING_DOWN} when the thread is interrupted */
    static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeployException(Problem.SHUTTING_DOWN, "The server is stopping", e);
        }
    }
}
