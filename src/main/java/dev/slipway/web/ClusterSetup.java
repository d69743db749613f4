package dev.slipway.web;

import dev.slipway.config.Knob;
import dev.slipway.config.Settings;
import dev.slipway.model.Version;
import dev.slipway.deploy.Deployments;
import dev.slipway.records.Records;
import dev.slipway.rollout.Cluster;
import dev.slipway.rollout.ClusterSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Whether this server is a node of a cluster, and of which. Stateless. */
final class ClusterSetup {
    private ClusterSetup() {}

    /** Whether the settings make this server a node. */
    static boolean isNode(Settings settings) {
        return settings.given(Knob.NODE_URL).isPresent();
    }

    /**
     * The cluster of which this server is a node, if it is one.
     *
     * @throws IllegalArgumentException naming the setting, when something is missing that a node needs
     */
    static Optional<Cluster> of(Settings settings, Records records, Deployments.Node node) {
        if (!isNode(settings)) {
            return Optional.empty();
        }
        String secret = settings.given(Knob.CLUSTER_SECRET).orElseThrow(() -> missing(Knob.CLUSTER_SECRET,
                "the same long random text on each node"));
        if (!records.shared()) {
            throw missing(Knob.RECORDS, "the database that all nodes share");
        } else if (!settings.flag(Knob.KEEP_PAYLOADS)) {
            throw missing(Knob.KEEP_PAYLOADS, "true: nodes get archives from each other");
        }
        return Optional.of(new Cluster(records, new ClusterSettings(node.home(), node.name(),
                address(Knob.NODE_URL, settings.text(Knob.NODE_URL)), Version.TEXT, secret,
                settings.duration(Knob.NODE_SILENCE), addresses(settings), settings.count(Knob.WRITE_COPIES),
                settings.count(Knob.ROLLING_BATCH), settings.text(Knob.ON_FAILURE).equals("return"),
                settings.duration(Knob.DEPLOYMENT_TIMEOUT))));
    }

    private static IllegalArgumentException missing(Knob knob, String what) {
        return new IllegalArgumentException("With " + Knob.NODE_URL.property() + " this server is a node of a cluster; then "
                + knob.property() + " must be given: " + what);
    }

    private static Map<String, URI> addresses(Settings settings) {
        Map<String, URI> addresses = new HashMap<>();
        for (String peer : settings.text(Knob.PEERS).split(",")) {
            int equal = peer.indexOf('=');
            if (equal > 0) {
                addresses.put(peer.substring(0, equal).strip(), address(Knob.PEERS, peer.substring(equal + 1).strip()));
            } else if (!peer.isBlank()) {
                throw new IllegalArgumentException(Knob.PEERS.property() + " has the form name=url, separated by commas");
            }
        }
        return addresses;
    }

    /** What is no address may have a password in it, and is not shown. */
    private static URI address(Knob knob, String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(knob.property() + " has something that is not an address: " + e.getReason()
                    + " at character " + (e.getIndex() + 1));
        }
        throw new IllegalArgumentException(knob.property() + " must have http or https addresses with a host, without a user, a query or a fragment");
    }
}
