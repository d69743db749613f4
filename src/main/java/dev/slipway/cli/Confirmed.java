package dev.slipway.cli;

import dev.slipway.client.Confirmation;
import dev.slipway.client.NodeOutcome;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a server says it has done, as text and as values. */
final class Confirmed {
    private Confirmed() {}

    /** @return the exit code, 0 */
    static int tell(Reply reply, Confirmation done, String project) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("message", done.message());
        if (!project.isEmpty()) {
            fields.put("project", project);
        }
        done.deploymentId().ifPresent(id -> fields.put("deployment_id", id));
        done.release().ifPresent(id -> fields.put("release_id", id));
        done.previous().ifPresent(id -> fields.put("previous", id));
        done.freedBytes().ifPresent(bytes -> fields.put("freed_bytes", bytes));
        fields.put("answer", done.answer());
        if (done.answer().get("warning") instanceof String warning) {
            reply.note("slipway: warning: " + warning);
        }
        return reply.success(fields, out -> {
            out.println(Report.safe(done.message()));
            Table table = new Table();
            done.deploymentId().ifPresent(id -> table.row("deployment", id));
            done.release().ifPresent(id -> table.row("live now", id));
            done.rollbackOf().ifPresent(id -> table.row("rollback of", id));
            done.previous().ifPresent(id -> table.row("next rollback", id));
            done.freedBytes().ifPresent(bytes -> table.row("freed", Figures.bytes(bytes)));
            NodeOutcome.listOf(done.answer().get("replicated")).forEach(node ->
                    table.row("node", node.node() + ": " + NodeLines.text(node)));
            table.print(out, "  ");
        });
    }
}
