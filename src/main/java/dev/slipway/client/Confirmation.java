package dev.slipway.client;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A server says that it has done what was asked for.
 *
 * @param message its text
 * @param answer all that it told
 */
public record Confirmation(String message, Map<String, Object> answer) {
    static Confirmation of(Map<String, Object> answer) {
        return new Confirmation(Told.text(answer, "message").orElse("Done"), answer);
    }

    /** The deployment that did it, or that it was done to. */
    public Optional<String> deploymentId() {
        return Told.text(answer, "deployment_id");
    }

    /** The restart that has begun. */
    public Optional<String> jobId() {
        return Told.text(answer, "job_id");
    }

    /** The release that is live now. */
    public Optional<String> release() {
        return Told.text(answer, "release_id");
    }

    /** The release that was live and was taken back. */
    public Optional<String> rollbackOf() {
        return Told.text(answer, "rollback_of");
    }

    /** The release to which a rollback goes now. */
    public Optional<String> previous() {
        return Told.text(answer, "previous");
    }

    /** Bytes of disk that are free now and were not before. */
    public OptionalLong freedBytes() {
        return Told.number(answer, "freed_bytes").map(OptionalLong::of).orElse(OptionalLong.empty());
    }
}
