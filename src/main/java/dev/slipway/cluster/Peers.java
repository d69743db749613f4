package dev.slipway.cluster;

/** Requests of this node to others. Stateless; any thread. */
record Peers(NodeToken token, String node, PayloadPull.Limits limits) {
    /** A connection that is not open yet. */
    PeerConnection connection(Holder holder) {
        return new PeerConnection(holder, limits.connect(), limits.silence());
    }

    /** Header fields of a {@code GET} by this node, each with its end. */
    String fields(String path) {
        return "Authorization: " + token.issue("GET", path, node) + "\r\n";
    }

    /** The same for a part. @param from its first byte */
    String fields(String path, long from, long length) {
        return fields(path) + "Range: bytes=" + from + "-" + (from + length - 1) + "\r\n";
    }
}
