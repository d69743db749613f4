package dev.slipway.cli;

import dev.slipway.client.DeploymentRecord;
import dev.slipway.client.NodeOutcome;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Records of deployments as people read them.
 *
 * @param times how points in time are told
 */
record DeploymentLines(Times times) {
    private static final int MOST_OF_A_MESSAGE = 60;

    /** One a line. */
    void table(PrintStream out, List<DeploymentRecord> records, String indent) {
        Table table = new Table("DEPLOYMENT", "PROJECT", "KIND", "STATUS", "STARTED", "AGE", "TOOK", "USER", "MESSAGE");
        records.forEach(one -> table.row(one.id(), one.project(), one.kind(), one.status(), times.iso(one.startedAt()),
                times.age(one.startedAt()), took(one), one.user().orElse(""), shortened(one.message().orElse(""))));
        table.print(out, indent);
    }

    /** All of one. */
    void whole(PrintStream out, DeploymentRecord one) {
        Table table = new Table()
                .row("deployment", one.id())
                .row("project", one.project())
                .row("kind", one.kind())
                .row("status", one.isTerminal() ? one.status() : one.status() + " (running)");
        one.startedAt().ifPresent(time -> table.row("started", times.both(time)));
        one.completedAt().ifPresent(time -> table.row("completed", times.both(time)));
        if (!took(one).isEmpty()) {
            table.row("took", took(one));
        }
        one.release().ifPresent(id -> table.row("release", id));
        one.previous().ifPresent(id -> table.row("previous", id));
        one.rollbackOf().ifPresent(id -> table.row("rollback of", id));
        one.user().ifPresent(name -> table.row("user", name));
        one.message().ifPresent(text -> table.row("message", text));
        content(table, one.fields());
        one.error().ifPresent(error -> table.row("error", error.message()).row("", error.code()
                + (error.phase().isEmpty() ? "" : ", while " + error.phase())));
        NodeOutcome.listOf(one.fields().get("peer_results")).forEach(node ->
                table.row("node " + node.node(), NodeLines.text(node)));
        table.print(out, "");
        phases(out, one);
    }

    private static void content(Table table, Map<String, Object> fields) {
        number(fields, "payload_size").filter(size -> size > 0).ifPresent(size -> {
            table.row("payload", Figures.bytes(size)
                    + (fields.get("payload_type") instanceof String type ? ", " + type : "")
                    + (Boolean.TRUE.equals(fields.get("payload_blob_present")) ? ", kept" : ", not kept"));
            if (fields.get("payload_hash") instanceof String digest) {
                table.row("sha-256", digest);
            }
        });
        number(fields, "files").filter(files -> files > 0).ifPresent(files -> table.row("content",
                Figures.files(files) + ", " + Figures.bytes(number(fields, "unpacked_size").orElse(0L))));
        if (fields.get("origin_node") instanceof String node) {
            table.row("node", node);
        }
    }

    private void phases(PrintStream out, DeploymentRecord one) {
        if (!one.phases().isEmpty()) {
            out.println("phases");
            Table table = new Table();
            one.phases().forEach(phase -> table.row(phase.name(), times.iso(phase.startedAt()),
                    phase.duration().map(DeploymentLines::time).orElse("")));
            table.print(out, "  ");
        }
    }

    private static String took(DeploymentRecord one) {
        if (one.startedAt().isEmpty() || one.completedAt().isEmpty()) {
            return "";
        }
        return time(Duration.between(one.startedAt().get(), one.completedAt().get()));
    }

    /** Activations take milliseconds. */
    private static String time(Duration time) {
        return time.toMillis() < 1000 ? Math.max(0, time.toMillis()) + " ms" : Figures.time(time);
    }

    private static String shortened(String message) {
        String line = Printable.of(message);
        return Columns.of(line) <= MOST_OF_A_MESSAGE ? line : Columns.head(line, MOST_OF_A_MESSAGE - 3) + "...";
    }

    private static Optional<Long> number(Map<String, Object> fields, String name) {
        return fields.get(name) instanceof Number number ? Optional.of(number.longValue()) : Optional.empty();
    }
}
