package dev.slipway.rollout;

import dev.slipway.cluster.PayloadDescription;
import dev.slipway.cluster.PayloadPull;
import dev.slipway.deploy.Replica;
import dev.slipway.hooks.Halt;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** Makes releases that this node does not have: the archive is pulled from the nodes that have it, and unpacked. Blocks. */
final class Making {
    private static final System.Logger LOG = System.getLogger(Making.class.getName());
    private static final int MOST_TRIES = 3;
    private static final Set<Problem> NOT_DAMAGE = EnumSet.of(Problem.NO_SPACE, Problem.SHUTTING_DOWN, Problem.CANCELLED,
            Problem.VERIFY_FAILED);

    private final Board board;
    private final Membership membership;
    private final Replica replica;
    private final PayloadPull pulls;

    Making(Board board, Membership membership, Replica replica, PayloadPull pulls) {
        this.board = board;
        this.membership = membership;
        this.replica = replica;
        this.pulls = pulls;
    }

    /**
     * @param halt ends it when it is not wanted any more; what was pulled stays
     * @throws DeployException when it cannot be made, or {@link Problem#CANCELLED} when it was halted
     */
    void make(Recipe recipe, Halt halt) throws IOException {
        PayloadDescription payload = board.payload(recipe.digest()).orElseThrow(() -> new DeployException(
                Problem.NOT_FOUND, "No node knows the chunks of archive " + recipe.digest()));
        for (int tries = 1; !isMade(recipe, payload, halt, tries == MOST_TRIES); tries++) {
            LOG.log(System.Logger.Level.WARNING, "The archive of release {0} of {1} was damaged on the disk of this node: it is"
                    + " fetched again", recipe.release(), recipe.project());
        }
    }

    /** @return false when the archive was damaged here, and is gone now */
    private boolean isMade(Recipe recipe, PayloadDescription payload, Halt halt, boolean last) throws IOException {
        long began = membership.time();
        PayloadPull.Pulled pulled = pulls.pull(payload, membership::holders, (verified, total) -> { },
                () -> halt.reason().isEmpty());
        try {
            replica.make(recipe.project(), recipe.release(), pulled.file(), recipe.digest(), recipe.stripped(), halt);
        } catch (DeployException e) {
            if (last || NOT_DAMAGE.contains(e.problem()) || !pulls.discardIfDamaged(recipe.digest())) {
                throw e;
            }
            return false;
        } catch (IOException e) {
            if (last || !pulls.discardIfDamaged(recipe.digest())) {
                throw e;
            }
            return false;
        }
        LOG.log(System.Logger.Level.INFO, "Release {0} of {1} is ready: {2} bytes came from other nodes, {3} ms",
                recipe.release(), recipe.project(), pulled.received(), membership.time() - began);
        return true;
    }
}
