package dev.slipway.operation;

import dev.slipway.model.Role;
import dev.slipway.rollout.Restarts;

/** {@code restart_service}: runs the restart command of one project, or of all under the names that Harper has for them. */
public final class RestartService implements Operation {
    /** Its name on the wire. */
    public static final String NAME = "restart_service";

    private final Restarts restarts;

    public RestartService(Restarts restarts) {
        this.restarts = restarts;
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
    public boolean namesProject() {
        return false;
    }

    @Override
    public Job prepare(Call call) {
        return RestartFields.job(restarts, NAME, RestartFields.project(new Fields(call.fields())), call);
    }
}
