package dev.slipway.operation;

import dev.slipway.model.Role;
import dev.slipway.rollout.Restarts;
import java.util.Optional;

/** {@code restart}: runs the restart commands of all projects that are live, on every server of the cluster or on this one. */
public final class Restart implements Operation {
    /** Its name on the wire. */
    public static final String NAME = "restart";

    private final Restarts restarts;

    public Restart(Restarts restarts) {
        this.restarts = restarts;
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
        return RestartFields.job(restarts, NAME, Optional.empty(), call);
    }
}
