package dev.slipway.operation;

import dev.slipway.deploy.ActivationLocks;
import dev.slipway.deploy.Deployer;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Role;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.Dropped;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code drop_component}: takes a component away, with all its releases; its history stays. */
public final class DropComponent implements Operation {
    /** Its name on the wire. */
    public static final String NAME = "drop_component";

    private static final System.Logger LOG = System.getLogger(DropComponent.class.getName());

    private final Deployer.Tools tools;

    /** With the tools of the deployer. */
    public DropComponent(Deployer.Tools tools) {
        this.tools = tools;
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
    public Job prepare(Call call) {
        Fields fields = new Fields(call.fields());
        ProjectName project = fields.project();
        if (fields.has("file")) {
            throw new DeployException(Problem.INVALID_REQUEST,
                    "A single file of a release cannot be dropped: releases never change. Deploy the component without it");
        }
        boolean replicated = fields.flag("replicated").orElse(true);
        return Job.of(() -> drop(project, call.caller().name(), replicated));
    }

    private Answer drop(ProjectName project, String user, boolean replicated) throws IOException {
        tools.queues().holder(project).ifPresent(holder -> {
            throw DeployException.busy(holder.id().value(), "Project " + project + " is being deployed: deployment "
                    + holder.id() + ", " + holder.phase().label());
        });
        if (!tools.fleet().alone() && replicated) {
            return dropEverywhere(project, user);
        } else if (!tools.fleet().alone()) {
            tools.fleet().apart(project);
        }
        Dropped dropped;
        try (ActivationLocks.Held held = tools.locks().hold(project)) {
            tools.activation().settle(project);
            dropped = tools.activation().drop(project);
            tools.launch().overtake(project, "The component was dropped while this release was being checked");
        }
        long freed = dropped.delete();
        Map<String, Object> answer = done(project, user);
        answer.put("freed_bytes", freed);
        if (dropped.inUse() > 0) {
            answer.put("warning", dropped.inUse() + " releases are being read and go when that has ended");
        }
        return new Answer.Value(answer);
    }

    private static Map<String, Object> done(ProjectName project, String user) {
        LOG.log(System.Logger.Level.INFO, () -> "Component " + project + " was dropped by "
                + DeployException.printable(user));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("message", "Successfully dropped: " + project);
        answer.put("project", project.value());
        return answer;
    }

    private Answer dropEverywhere(ProjectName project, String user) {
        if (tools.releases().kept(project).isEmpty() && tools.fleet().live(project, tools.releases().live(project)).isEmpty()) {
            throw new DeployException(Problem.NOT_FOUND, "There is no project " + project);
        }
        return new Answer.Later(tools.fleet().drop(project).thenApply(taken -> {
            Map<String, Object> answer = done(project, user);
            answer.put("replicated", taken.servers());
            return new Answer.Value(answer);
        }));
    }
}
