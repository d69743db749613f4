package dev.slipway.operation;

import dev.slipway.deploy.DeployRequest;
import dev.slipway.deploy.Deployed;
import dev.slipway.deploy.Deployer;
import dev.slipway.deploy.Payload;
import dev.slipway.deploy.ProjectLocks.Claim;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Role;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code deploy_component}: makes the archive that comes with the call the live release of a project. */
public final class DeployComponent implements Operation {
    /** Its name on the wire. */
    public static final String NAME = "deploy_component";

    /**
     * Fields that are known. Clients of Harper repeat their credentials and the target in the body; those are neither
     * used nor kept.
     */
    private static final Set<String> KNOWN = Set.of("operation", "project", "package", "payload", "restart",
            "replicated", "force", "activate", "deployment_id", "deployment_timeout", "ignore_replication_errors",
            "message", "install_command", "install_timeout", "install_allow_scripts", "username", "password", "target",
            "cborEncode");

    private static final int MAX_MESSAGE = 1000;
    /** Unknown fields that are named in warnings. */
    private static final int MAX_NAMED = 10;

    private final Deployer deployer;

    public DeployComponent(Deployer deployer) {
        this.deployer = deployer;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Role role() {
        return Role.DEPLOYER;
    }

    @Override
    public Job prepare(Call call) {
        Fields fields = new Fields(call.fields());
        ProjectName project = new ProjectName(fields.text("project")
                .filter(name -> !name.isEmpty())
                .orElseThrow(() -> new DeployException(Problem.INVALID_REQUEST, "'project' is required")));
        List<String> warnings = check(fields);
        DeployRequest request = new DeployRequest(
                project, call.id().orElseGet(DeploymentId::next), call.caller().name(), call.declared());
        return new DeployJob(request, deployer.claim(request), warnings);
    }

    private static List<String> check(Fields fields) {
        String restart = restart(fields);
        fields.requireNumber("install_timeout");
        fields.requireNumber("deployment_timeout");
        refuseOtherSources(fields);
        if (fields.text("message").orElse("").length() > MAX_MESSAGE) {
            throw new DeployException(
                    Problem.INVALID_REQUEST, "'message' can have at most " + MAX_MESSAGE + " characters");
        }
        List<String> warnings = new ArrayList<>();
        List<String> unknown = fields.unknown(KNOWN);
        for (String name : unknown.subList(0, Math.min(MAX_NAMED, unknown.size()))) {
            warnings.add("The field '" + name + "' is not known and was ignored");
        }
        if (unknown.size() > MAX_NAMED) {
            warnings.add((unknown.size() - MAX_NAMED) + " more fields are not known and were ignored");
        }
        if (!restart.equals("false")) {
            warnings.add("Nothing was restarted: this server has no restart hook; the new release is live all the same");
        }
        return warnings;
    }

    private static String restart(Fields fields) {
        try {
            String given = fields.text("restart").orElse("false");
            return given.equals("rolling") ? given : fields.flag("restart").orElse(false).toString();
        } catch (DeployException e) {
            throw new DeployException(Problem.INVALID_REQUEST, "'restart' must be one of [boolean, rolling]", e);
        }
    }

    /** What would change which bytes become live, and is not offered, is refused rather than passed over. */
    private static void refuseOtherSources(Fields fields) {
        if (fields.has("package")) {
            throw new DeployException(Problem.INVALID_REQUEST,
                    "Deploying from a package is not enabled on this server: send the archive as payload");
        }
        if (fields.has("deployment_id")) {
            throw new DeployException(Problem.NOT_FOUND, "no staged build with that id");
        }
        if (fields.flag("activate").equals(java.util.Optional.of(false))) {
            throw new DeployException(Problem.INVALID_REQUEST, "'activate' can only be true on this server");
        }
        if (fields.has("install_command")) {
            throw new DeployException(Problem.INVALID_REQUEST,
                    "Install commands are not enabled on this server: send a component that is already built");
        }
    }

    /** One deployment that holds its project. */
    private final class DeployJob implements Job {
        private final DeployRequest request;
        private final Claim claim;
        private volatile List<String> warnings;

        DeployJob(DeployRequest request, Claim claim, List<String> warnings) {
            this.request = request;
            this.claim = claim;
            this.warnings = warnings;
        }

        @Override
        public boolean takesPayload() {
            return true;
        }

        @Override
        public void amend(Map<String, Object> fields) {
            warnings = check(new Fields(fields));
        }

        @Override
        public Map<String, Object> run(Payload payload) throws IOException {
            Deployed deployed = deployer.deploy(request, claim, payload);
            List<String> told = new ArrayList<>(warnings);
            told.addAll(deployed.warnings());
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("message", "Successfully deployed: " + deployed.project());
            answer.put("deployment_id", deployed.id().value());
            answer.put("project", deployed.project().value());
            answer.put("payload_hash", deployed.digest().hex());
            answer.put("payload_size", deployed.payloadSize());
            answer.put("files", deployed.files());
            answer.put("unpacked_size", deployed.unpackedBytes());
            deployed.previous().ifPresent(previous -> answer.put("previous", previous.value()));
            if (!told.isEmpty()) {
                answer.put("warning", String.join("; ", told));
            }
            return answer;
        }

        @Override
        public void abandon() {
            claim.close();
        }
    }
}
