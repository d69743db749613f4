package dev.slipway.operation;

import dev.slipway.archive.Compression;
import dev.slipway.deploy.Deployments;
import dev.slipway.deploy.KeptArchives;
import dev.slipway.model.Caller;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.Role;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code get_deployment_payload}: the archive of a deployment, as it was received. */
public final class GetDeploymentPayload implements Operation {
    /** Its name on the wire. */
    public static final String NAME = "get_deployment_payload";

    private final Deployments deployments;
    private final KeptArchives archives;

    public GetDeploymentPayload(Deployments deployments, KeptArchives archives) {
        this.deployments = deployments;
        this.archives = archives;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Role role() {
        return Role.ADMIN;
    }

    @Override
    public boolean namesProject() {
        return false;
    }

    @Override
    public Job prepare(Call call) {
        DeploymentId id = new Fields(call.fields()).requireDeploymentId("deployment_id");
        return Job.of(() -> payload(id, call.caller()));
    }

    private Answer payload(DeploymentId id, Caller caller) {
        Deployment known = GetDeployment.require(deployments, id).deployment();
        caller.requireProject(known.project());
        Deployment.Archive archive = known.archive();
        Digest digest = archive.digest().filter(kept -> archive.kept()).orElseThrow(() -> gone(id));
        Path file = archives.find(digest).orElseThrow(() -> gone(id));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Repr-Digest", digest.field());
        headers.put("Content-Disposition", "attachment; filename=\"deployment-" + id + extension(archive) + "\"");
        return new Answer.Stored(file, "application/octet-stream", "\"" + digest.hex() + "\"", headers);
    }

    private static String extension(Deployment.Archive archive) {
        for (Compression compression : Compression.values()) {
            if (archive.mediaType().filter(compression.mediaType()::equals).isPresent()) {
                return compression.extension();
            }
        }
        return Compression.NONE.extension();
    }

    private static DeployException gone(DeploymentId id) {
        return new DeployException(Problem.NOT_FOUND, "The payload of deployment " + id + " is not kept");
    }
}
