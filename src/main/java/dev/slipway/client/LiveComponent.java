package dev.slipway.client;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is live in one project.
 *
 * @param project name of the project
 * @param release id of the release that is live; empty when there is none
 * @param since when it was made live
 * @param fields all that the server told
 */
public record LiveComponent(String project, Optional<String> release, Optional<Instant> since,
        Map<String, Object> fields) {
    static LiveComponent of(Map<String, Object> fields) {
        return new LiveComponent(Told.text(fields, "project").orElse(""), Told.text(fields, "deployment_id"),
                Told.instant(fields, "since"), fields);
    }
}
