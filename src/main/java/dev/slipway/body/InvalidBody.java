package dev.slipway.body;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;

/** What is wrong with an operation object; never quotes it, for it may hold secrets. */
final class InvalidBody {
    private InvalidBody() {}

    /** {@link Problem#INVALID_REQUEST} about the object, for example "is cut short". */
    static DeployException object(String what) {
        return new DeployException(Problem.INVALID_REQUEST, "The operation object " + what);
    }

    /** {@link Problem#INVALID_REQUEST} about its payload, for example "is padded wrongly". */
    static DeployException payload(String what) {
        return new DeployException(Problem.INVALID_REQUEST, "'payload' " + what);
    }
}
