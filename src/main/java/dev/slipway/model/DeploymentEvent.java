package dev.slipway.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that happened in a deployment, as its followers hear it.
 *
 * @param id position in the deployment's events, from 1 and rising; 0 for one that may be missed ({@code progress})
 * @param name {@code phase}, {@code progress}, {@code warning}, {@code truncated}, {@code done} or {@code error}, …
 * @param at when, in milliseconds since the epoch
 * @param data what is told, in the order in which it is shown
 */
public record DeploymentEvent(long id, String name, long at, Map<String, Object> data) {
    /** Last event of a deployment that went well. */
    public static final String DONE = "done";
    /** Last event of a deployment that did not. */
    public static final String ERROR = "error";
    /** The release is live, and still to be checked. */
    public static final String LIVE = "live";
    /** How one of the servers of a cluster took the deployment. */
    public static final String SERVER = "peer";
    /** Stands for events that are not kept any more. */
    public static final String TRUNCATED = "truncated";

    /** Keeps a copy of the data. */
    public DeploymentEvent {
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }

    /** Whether it ends the deployment; exactly one does. */
    public boolean terminal() {
        return name.equals(DONE) || name.equals(ERROR);
    }
}
