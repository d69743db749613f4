package dev.slipway.config;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;

/**
 * The largest archive as sent, {@link Knob#MAX_PAYLOAD_BYTES}.
 *
 * @param most in bytes, itself allowed
 */
public record PayloadLimit(long most) {
    /**
     * So much has come. Any thread.
     *
     * @param bytes of one archive, in all
     * @throws DeployException {@link Problem#LIMIT_EXCEEDED} when it is too much
     */
    public void check(long bytes) {
        if (bytes > most) {
            throw DeployException.limit(Knob.MAX_PAYLOAD_BYTES.label(), Amount.show(most), "more than that", null);
        }
    }

    /**
     * So much is announced. Any thread.
     *
     * @param bytes of one archive, in all; -1 when it is not known
     * @throws DeployException {@link Problem#LIMIT_EXCEEDED} when it is too much
     */
    public void announced(long bytes) {
        if (bytes > most) {
            throw DeployException.limit(Knob.MAX_PAYLOAD_BYTES.label(), Amount.show(most), bytes + " bytes", null);
        }
    }
}
