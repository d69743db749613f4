package dev.slipway.operation;

import dev.slipway.model.Role;
import dev.slipway.problem.DeployException;

/** One thing that the server can be asked to do. Stateless; any thread. */
public interface Operation {
    /** Its name on the wire. */
    String name();

    /** The least role that may call it. */
    Role role();

    /**
     * Whether its object names the one project that it changes, which is checked for all such operations alike. Those that find
     * their project in another way check by themselves that the caller may change it, as soon as they know it.
     */
    default boolean namesProject() {
        return role() != Role.VIEWER;
    }

    /**
     * Checks the fields and takes what the work needs, without blocking: this runs on the container's thread while the
     * body is arriving.
     *
     * @return the work; it is either run or abandoned, once
     * @throws DeployException when the call cannot be carried out; nothing was taken then
     */
    Job prepare(Call call);
}
