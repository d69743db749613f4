package dev.slipway.model;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, as authenticated.
 *
 * @param name user name in the realm
 * @param role highest role of the user, or empty when it has none
 * @param address network address the request came from, for the audit log
 * @param projects those that it may change; empty for all
 */
public record Caller(String name, Optional<Role> role, String address, Set<String> projects) {
    /** One that may change all projects. */
    public Caller(String name, Optional<Role> role, String address) {
        this(name, role, address, Set.of());
    }

    /** With its own copy of the projects. */
    public Caller {
        projects = Set.copyOf(projects);
    }

    /**
     * @param operation the operation object, of one that changes something
     * @throws DeployException {@link Problem#FORBIDDEN} when it is not about a project that the caller may change
     */
    public void requireProjectOf(Map<String, ? extends @Nullable Object> operation) {
        if (!projects.isEmpty() && !(operation.get("project") instanceof String project && projects.contains(project))) {
            throw notAllowed();
        }
    }

    /** @throws DeployException {@link Problem#FORBIDDEN} when the caller may not change this project */
    public void requireProject(ProjectName project) {
        if (!projects.isEmpty() && !projects.contains(project.value())) {
            throw notAllowed();
        }
    }

    /** @throws DeployException {@link Problem#FORBIDDEN} when the caller may change some projects only */
    public void requireAllProjects() {
        if (!projects.isEmpty()) {
            throw notAllowed();
        }
    }

    private DeployException notAllowed() {
        return new DeployException(Problem.FORBIDDEN, "This token may change " + String.join(", ", new TreeSet<>(projects))
                + " only, and what is asked for must name it");
    }

    /** @throws DeployException {@link Problem#FORBIDDEN} when the caller may not do what {@code needed} may */
    public void require(Role needed) {
        if (role.isEmpty() || !role.get().includes(needed)) {
            throw new DeployException(Problem.FORBIDDEN, "This needs the role " + needed.realmName());
        }
    }
}
