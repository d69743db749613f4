package dev.slipway.deploy;

import dev.slipway.config.Knob;
import dev.slipway.config.Settings;
import java.time.Duration;

/**
 * How much is kept.
 *
 * @param releases that were made live, for each project, the live one included; at least 1
 * @param staged releases that never were live, for each project; at least 1
 * @param failed records of deployments that did not go well, for each project; at least 1
 * @param payloadBytes of archives over all projects
 * @param age of a release since it was last made live or staged
 * @param records over all projects; at least 1
 * @param minAgeAfterReplaced how long a release stays for the readers of other programs
 */
public record RetentionLimits(int releases, int staged, int failed, long payloadBytes, Duration age, int records,
        Duration minAgeAfterReplaced) {
    /** As they are set. */
    public static RetentionLimits of(Settings settings) {
        return new RetentionLimits(settings.count(Knob.KEEP_RELEASES), settings.count(Knob.KEEP_STAGED),
                settings.count(Knob.KEEP_FAILED), settings.bytes(Knob.KEEP_PAYLOAD_BYTES),
                settings.duration(Knob.KEEP_RELEASE_AGE), settings.count(Knob.KEEP_RECORDS),
                settings.duration(Knob.MIN_AGE_AFTER_REPLACED));
    }
}
