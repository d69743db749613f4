package dev.slipway.web;

import dev.slipway.cluster.NodeToken;
import dev.slipway.cluster.PayloadPull;
import dev.slipway.config.Knob;
import dev.slipway.config.Settings;
import dev.slipway.release.HomeDirectory;
import dev.slipway.release.PartialPayloads;
import dev.slipway.release.Room;
import dev.slipway.rollout.Cluster;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/**
 * What this node gives to others and gets from them.
 *
 * @param token by which nodes know each other; empty where no secret is set
 * @param payloads what comes from others, until it is whole
 * @param uploads what others get
 * @param pull gets what others have; empty where no secret is set
 */
record Peering(Optional<NodeToken> token, PartialPayloads payloads, PeerUploads uploads, Optional<PayloadPull> pull) {
    /**
     * As it is set.
     *
     * @param node id of this node
     * @param cluster of which this is a node; its clock is that of all its nodes
     * @param threads makes threads that may block for long
     */
    static Peering of(Settings settings, HomeDirectory home, Room room, String node, Optional<Cluster> cluster,
            ThreadFactory threads) {
        Optional<NodeToken> token = cluster.map(Cluster::token).or(() -> settings.given(Knob.CLUSTER_SECRET)
                .map(secret -> new NodeToken(secret, System::currentTimeMillis)));
        PartialPayloads payloads = PartialPayloads.in(home, room);
        PayloadPull.Limits limits = PayloadPull.Limits.of(settings.count(Knob.PULL_REQUESTS));
        return new Peering(token, payloads, new PeerUploads(payloads, settings.count(Knob.PEER_UPLOADS)),
                token.map(known -> new PayloadPull(payloads, known, node, limits, threads)));
    }
}
