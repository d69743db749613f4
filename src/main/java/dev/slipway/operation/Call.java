package dev.slipway.operation;

import dev.slipway.codec.Format;
import dev.slipway.model.Caller;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import java.util.Map;
import java.util.Optional;

/**
 * One call of an operation.
 *
 * @param fields the operation object, without a payload
 * @param caller who calls, already allowed to call this operation
 * @param id the deployment id that the client chose, if it did
 * @param declared the digest that a header declared for the payload, if one did
 * @param retryKey the {@code Idempotency-Key}, if one was sent
 * @param events whether the client wants to hear events rather than an answer
 * @param format notation in which the client wants objects
 */
public record Call(Map<String, Object> fields, Caller caller, Optional<DeploymentId> id, Optional<Digest> declared,
        Optional<String> retryKey, boolean events, Format format) {
    /** The same with other fields. */
    public Call with(Map<String, Object> others) {
        return new Call(others, caller, id, declared, retryKey, events, format);
    }
}
