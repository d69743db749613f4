package dev.slipway.deploy;

import dev.slipway.codec.PeerResults;
import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.Archive;
import dev.slipway.model.Deployment.Kind;
import dev.slipway.model.DeploymentEvent;
import dev.slipway.model.Digest;
import dev.slipway.model.Phase;
import dev.slipway.model.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the client of a deployment that went well is answered, made of its record alone. Stateless; any thread. */
public final class DeploymentAnswer {
    private DeploymentAnswer() {}

    /** @param status how it ends: staged or success */
    static Map<String, Object> of(Deployment deployment, Status status) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("message", message(deployment, status));
        answer.put("deployment_id", deployment.id().value());
        answer.put("project", deployment.project().value());
        if (status == Status.STAGED) {
            answer.put("staged", true);
        }
        if (deployment.kind() == Kind.DEPLOY || deployment.kind() == Kind.STAGE) {
            archive(answer, deployment.archive());
        } else {
            answer.put("release_id", deployment.lineage().release().value());
        }
        if (deployment.origin().restart().equals("rolling") && status == Status.SUCCESS) {
            answer.put("restartJobId", deployment.id().value());
        }
        deployment.lineage().rollbackOf().ifPresent(id -> answer.put("rollback_of", id.value()));
        deployment.lineage().previous().ifPresent(id -> answer.put("previous", id.value()));
        List<Map<String, @Nullable Object>> servers = PeerResults.of(deployment.events());
        List<String> warnings = new ArrayList<>();
        for (DeploymentEvent event : deployment.events()) {
            if (event.name().equals("warning")) {
                warnings.add(String.valueOf(event.data().get("message")));
            } else if (event.name().equals("shared")) {
                answer.put("shared_files", event.data().get("files"));
                answer.put("shared_bytes", event.data().get("bytes"));
            }
        }
        if (!servers.isEmpty()) {
            answer.put("replicated", servers);
        }
        if (!warnings.isEmpty()) {
            answer.put("warning", String.join("; ", warnings));
        }
        return answer;
    }

    private static void archive(Map<String, Object> answer, Archive archive) {
        answer.put("payload_hash", archive.digest().map(Digest::hex).orElse(""));
        answer.put("payload_size", archive.size());
        answer.put("files", archive.files());
        answer.put("unpacked_size", archive.unpackedBytes());
    }

    private static String message(Deployment deployment, Status status) {
        if (status == Status.STAGED) {
            return "Staged: " + deployment.project() + ". Deploy it with deploy_component deployment_id="
                    + deployment.id();
        }
        return deployment.kind() == Kind.ROLLBACK
                ? "Successfully rolled back: " + deployment.project() + " to " + deployment.lineage().release()
                : "Successfully deployed: " + deployment.project() + restarted(deployment);
    }

    /** In the words that clients of Harper know. */
    private static String restarted(Deployment deployment) {
        boolean here = deployment.course().phases().stream().anyMatch(one -> one.phase() == Phase.RESTARTING);
        return here || everywhere(deployment) ? ", restarting" : "";
    }

    /** Each server did it, unless this one has told that there is nothing to do. */
    private static boolean everywhere(Deployment deployment) {
        return !deployment.origin().restart().equals("false")
                && deployment.events().stream().anyMatch(event -> event.name().equals(DeploymentEvent.SERVER))
                && deployment.events().stream().noneMatch(event -> event.name().equals("warning")
                        && String.valueOf(event.data().get("message")).startsWith(Launch.NOTHING_RESTARTED));
    }

    /**
     * The answer of a deployment that went well, as it was given.
     *
     * @return empty when it did not go well, or has not ended
     */
    @SuppressWarnings("unchecked")
    public static Optional<Map<String, Object>> given(Deployment deployment) {
        return deployment.events().stream().filter(event -> event.name().equals(DeploymentEvent.DONE))
                .map(event -> (Map<String, Object>) event.data().get("result")).findFirst();
    }
}
