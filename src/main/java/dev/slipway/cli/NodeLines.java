package dev.slipway.cli;

import dev.slipway.client.NodeOutcome;

/** How servers of a cluster took a deployment, as people read it. Stateless. */
final class NodeLines {
    private NodeLines() {}

    /** In one line, without the name. */
    static String text(NodeOutcome outcome) {
        String what = switch (outcome.status()) {
            case "success" -> "done";
            case "failed" -> "failed";
            default -> "not known";
        };
        return Report.safe(what + outcome.error().map(error -> ": " + error).orElse(""));
    }
}
