package dev.slipway.multipart;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;

/** The failures of this package in their most frequent form. */
final class Malformed {
    private Malformed() {}

    /** {@link Problem#MALFORMED_BODY}: what is wrong with the multipart body, as a clause without a full stop. */
    static DeployException body(String what) {
        return new DeployException(Problem.MALFORMED_BODY, "Malformed multipart body: " + what);
    }
}
