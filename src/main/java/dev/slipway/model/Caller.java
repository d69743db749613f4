package dev.slipway.model;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.Optional;

/**
 * Who calls, as authenticated.
 *
 * @param name user name in the realm
 * @param role highest role of the user, or empty when it has none
 * @param address network address the request came from, for the audit log
 */
public record Caller(String name, Optional<Role> role, String address) {
    /** @throws DeployException {@link Problem#FORBIDDEN} when the caller may not do what {@code needed} may */
    public void require(Role needed) {
        if (role.isEmpty() || !role.get().includes(needed)) {
            throw new DeployException(Problem.FORBIDDEN, "This needs the role " + needed.realmName());
        }
    }
}
