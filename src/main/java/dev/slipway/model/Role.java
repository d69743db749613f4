package dev.slipway.model;

/** What a caller may do; each role includes those before it. The names are those of the container's realm. */
public enum Role {
    /** Looks: list, show, follow, tree, status, metrics. */
    VIEWER("slipway-viewer"),
    /** Also deploys, stages, activates, rolls back, cancels. */
    DEPLOYER("slipway-deployer"),
    /** Also drops, downloads payloads, manages tokens, hooks and configuration. */
    ADMIN("slipway-admin");

    private final String realmName;

    Role(String realmName) {
        this.realmName = realmName;
    }

    /** Name of the role in the container's realm. */
    public String realmName() {
        return realmName;
    }

    /** Whether this role may do what {@code needed} may. */
    public boolean includes(Role needed) {
        return ordinal() >= needed.ordinal();
    }
}
