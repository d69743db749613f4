package dev.slipway.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of one project.
 *
 * @param project its name
 * @param release id of the release that is live
 * @param live record of the deployment that made it live, where there is one
 * @param previous the release to which a rollback goes
 * @param running deployments that have not ended
 * @param releases what is kept, each of which can be made live
 * @param fields all that the server told
 */
public record ComponentState(String project, Optional<String> release, Optional<DeploymentRecord> live,
        Optional<String> previous, List<DeploymentRecord> running, List<KeptRelease> releases,
        Map<String, Object> fields) {
    /**
     * A release that is kept.
     *
     * @param id of the release, which is that of the deployment that made it
     * @param live whether it is live
     * @param status of the deployment that made it; empty when the server did not say
     */
    public record KeptRelease(String id, boolean live, String status) {}

    static ComponentState of(Map<String, Object> fields) {
        return new ComponentState(Told.text(fields, "project").orElse(""), Told.text(fields, "deployment_id"),
                Told.object(fields.get("live")).flatMap(DeploymentRecord::of), Told.text(fields, "previous"),
                DeploymentRecord.listOf(fields.get("running")),
                Told.objects(fields.get("releases")).stream().map(ComponentState::release).toList(), fields);
    }

    private static KeptRelease release(Map<String, Object> fields) {
        return new KeptRelease(Told.text(fields, "release_id").orElse(""), Boolean.TRUE.equals(fields.get("live")),
                Told.text(fields, "status").orElse(""));
    }
}
