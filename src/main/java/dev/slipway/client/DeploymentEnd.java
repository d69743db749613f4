package dev.slipway.client;

import dev.slipway.model.Status;
import java.util.Map;
import java.util.Optional;

/**
 * How a deployment ended, as its server tells.
 *
 * @param success whether it did what it was to do
 * @param message what happened, for people
 * @param code of a failure: stable word for it
 * @param phase of a failure: where it stood
 * @param told the server's words as they came: the result, the failure, or the record
 */
public record DeploymentEnd(boolean success, String message, Optional<String> code, Optional<String> phase,
        Map<String, Object> told) {
    /** Whether it left a complete release that was not made live. */
    public boolean staged() {
        return success && (Boolean.TRUE.equals(told.get("staged")) || Status.STAGED.label().equals(told.get("status")));
    }

    /** Of the data of an event {@code done}. */
    static DeploymentEnd done(Map<String, Object> data) {
        Map<String, Object> result = Told.object(data.get("result")).orElse(data);
        return new DeploymentEnd(true, Told.text(result, "message").orElse("Done"), Optional.empty(), Optional.empty(),
                result);
    }

    /** Of the data of an event {@code error}. */
    static DeploymentEnd error(Map<String, Object> data) {
        return new DeploymentEnd(false, Told.text(data, "message").orElse("The deployment failed"), Told.text(data, "code"),
                Told.text(data, "phase"), data);
    }

    /** Of the record of a deployment that has ended. */
    static DeploymentEnd of(DeploymentRecord record) {
        String ended = "Deployment " + record.id() + " has ended: " + record.status();
        boolean success = record.isSuccess();
        return new DeploymentEnd(success, record.error().map(DeploymentRecord.Failure::message).orElse(ended),
                record.error().map(DeploymentRecord.Failure::code),
                record.error().map(DeploymentRecord.Failure::phase), record.fields());
    }
}
