package dev.slipway.rollout;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * What is configured of the cluster and of this node in it.
 *
 * @param id of this node's home directory
 * @param name of this node, shown to people
 * @param address where other nodes reach this one
 * @param version of the program
 * @param secret what all nodes share
 * @param silence after which a node counts as not reachable
 * @param addresses of nodes by their names, where they are other than what those nodes say
 * @param copies how many nodes must have verified a release before it is made live
 * @param batch how many nodes are switched at a time in a rolling roll-out
 * @param returns whether a node that fails takes all of them back
 * @param timeout patience for each step of a roll-out
 */
public record ClusterSettings(String id, String name, URI address, String version, String secret, Duration silence,
        Map<String, URI> addresses, int copies, int batch, boolean returns, Duration timeout) {
    /** Without the secret. */
    @Override
    public String toString() {
        return "node " + name + " at " + address;
    }
}
