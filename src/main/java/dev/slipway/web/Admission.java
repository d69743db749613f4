package dev.slipway.web;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.HashMap;
import java.util.Map;

/** How many uploads are open, in all and per user. Any thread; a short lock. */
final class Admission {
    private final int most;
    private final int mostPerUser;
    private final Map<String, Integer> byUser = new HashMap<>();
    private int open;
    private boolean stopping;

    Admission(int most, int mostPerUser) {
        this.most = most;
        this.mostPerUser = mostPerUser;
    }

    /** @throws DeployException when the server or the user has too many open, or the server is stopping */
    synchronized void enter(String user) {
        if (stopping) {
            throw new DeployException(Problem.SHUTTING_DOWN, "The server is stopping");
        }
        if (open >= most) {
            throw new DeployException(Problem.SERVER_BUSY,
                    most + " uploads are open, which is all that max-waiting-uploads allows");
        }
        int mine = byUser.getOrDefault(user, 0);
        if (mine >= mostPerUser) {
            throw new DeployException(Problem.TOO_MANY_UPLOADS_OF_USER, "User " + DeployException.printable(user)
                    + " has " + mine + " uploads open, which is all that max-uploads-per-user allows");
        }
        open++;
        byUser.put(user, mine + 1);
    }

    synchronized void leave(String user) {
        open--;
        byUser.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1);
    }

    /** Lets nobody in any more. */
    synchronized void stop() {
        stopping = true;
    }

    /** Whether nobody is let in any more. */
    synchronized boolean stopping() {
        return stopping;
    }

    /** Uploads that are open now. */
    synchronized int open() {
        return open;
    }
}
