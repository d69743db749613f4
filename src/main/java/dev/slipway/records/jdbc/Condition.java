package dev.slipway.records.jdbc;

import dev.slipway.model.Digest;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.records.Filter;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A filter as SQL. Each condition is about one indexed column.
 *
 * @param sql what stands behind the table's name, with a blank before it; nothing when all are let through
 * @param values of its parameters, texts and numbers
 */
record Condition(String sql, List<Object> values) {
    /** The condition that says what the filter says. */
    static Condition of(Filter filter) {
        List<String> parts = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        filter.project().map(ProjectName::value).ifPresent(project -> add(parts, values, "project = ?", project));
        if (!filter.statuses().isEmpty()) {
            parts.add("status in (" + String.join(", ", Collections.nCopies(filter.statuses().size(), "?")) + ")");
            filter.statuses().stream().map(Status::label).sorted().forEach(values::add);
        }
        filter.since().ifPresent(since -> add(parts, values, "started_at >= ?", since));
        filter.until().ifPresent(until -> add(parts, values, "started_at < ?", until));
        filter.home().ifPresent(home -> add(parts, values, "home = ?", PlainText.of(home)));
        filter.release().map(DeploymentId::value).ifPresent(id -> add(parts, values, "release_id = ?", id));
        filter.keptDigest().map(Digest::hex).ifPresent(digest -> add(parts, values, "kept_digest = ?", digest));
        if (filter.withRetryKey()) {
            parts.add("retry_key > ''"); // not null, said so that an index helps
        }
        return new Condition(parts.isEmpty() ? "" : " where " + String.join(" and ", parts), List.copyOf(values));
    }

    private static void add(List<String> parts, List<Object> values, String part, Object value) {
        parts.add(part);
        values.add(value);
    }

    /** Sets the parameters from the first on. @return number of the next one */
    int bind(PreparedStatement statement) throws SQLException {
        int next = 1;
        for (Object value : values) {
            if (value instanceof Long number) {
                statement.setLong(next++, number);
            } else {
                statement.setString(next++, (String) value);
            }
        }
        return next;
    }
}
