package dev.slipway.records.jdbc;

import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Filter;
import dev.slipway.records.Records.Page;
import dev.slipway.records.Records.Stored;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The tables of records and of their events. Stateless; each method is part of one transaction of its caller's. */
final class DeploymentTable {
    private static final String INSERT = "insert into slipway_deployments (version, project, status, started_at, home,"
            + " release_id, kept_digest, retry_key, record, id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE = "update slipway_deployments set version = ?, project = ?, status = ?,"
            + " started_at = ?, home = ?, release_id = ?, kept_digest = ?, retry_key = ?, record = ?"
            + " where id = ? and version = ?";
    private static final String INSERT_EVENTS = "insert into slipway_events (events, deployment_id) values (?, ?)";
    private static final String UPDATE_EVENTS = "update slipway_events set events = ? where deployment_id = ?";
    private static final String GET = "select d.version, d.record, e.events from slipway_deployments d"
            + " left join slipway_events e on e.deployment_id = d.id where d.id = ?";

    private DeploymentTable() {}

    static OptionalLong put(Connection connection, Deployment deployment, long version) throws SQLException {
        long next = version + 1;
        try (PreparedStatement row = connection.prepareStatement(version == 0 ? INSERT : UPDATE)) {
            bind(row, deployment, next);
            if (version != 0) {
                row.setLong(11, version);
            }
            if (row.executeUpdate() == 0) {
                return OptionalLong.empty();
            }
        } catch (SQLException e) {
            if (version == 0 && Failures.isDuplicate(e)) {
                connection.rollback();
                return OptionalLong.empty();
            }
            throw e;
        }
        putEvents(connection, deployment, version == 0 ? INSERT_EVENTS : UPDATE_EVENTS);
        return OptionalLong.of(next);
    }

    private static void bind(PreparedStatement row, Deployment deployment, long version) throws SQLException {
        row.setLong(1, version);
        row.setString(2, deployment.project().value());
        row.setString(3, deployment.status().label());
        row.setLong(4, deployment.course().startedAt());
        row.setString(5, PlainText.of(deployment.origin().home()));
        row.setString(6, deployment.lineage().release().value());
        row.setString(7, deployment.archive().kept() ? hex(deployment.archive().digest()) : null);
        row.setString(8, hex(deployment.origin().retryKey()));
        row.setString(9, RecordText.record(deployment));
        row.setString(10, deployment.id().value());
    }

    private static @org.jspecify.annotations.Nullable String hex(Optional<Digest> digest) {
        return digest.map(Digest::hex).orElse(null);
    }

    private static void putEvents(Connection connection, Deployment deployment, String sql) throws SQLException {
        try (PreparedStatement row = connection.prepareStatement(sql)) {
            row.setString(1, RecordText.events(deployment.events()));
            row.setString(2, deployment.id().value());
            row.executeUpdate();
        }
    }

    static Optional<Stored> get(Connection connection, DeploymentId id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(GET)) {
            query.setString(1, id.value());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                String events = row.getString(3);
                return Optional.of(new Stored(
                        RecordText.read(id.value(), row.getString(2), events == null ? "" : events)
                                .orElseThrow(() -> new DeployException(Problem.RECORDS_FAILED,
                                        "The record of deployment " + id + " cannot be read")),
                        row.getLong(1)));
            }
        }
    }

    static Page list(Connection connection, Filter filter, int limit, int offset) throws SQLException {
        Condition condition = Condition.of(filter);
        long total = count(connection, condition);
        if (limit == 0 || offset >= total) {
            return new Page(List.of(), total);
        }
        String sql = "select id, version, record from slipway_deployments" + condition.sql()
                + " order by started_at desc, id desc limit ? offset ?";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            int next = condition.bind(query);
            query.setInt(next, limit);
            query.setInt(next + 1, offset);
            return new Page(read(query), total);
        }
    }

    private static List<Stored> read(PreparedStatement query) throws SQLException {
        List<Stored> found = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                long version = row.getLong(2);
                RecordText.read(row.getString(1), row.getString(3), "")
                        .ifPresent(deployment -> found.add(new Stored(deployment, version)));
            }
        }
        return List.copyOf(found);
    }

    private static long count(Connection connection, Condition condition) throws SQLException {
        String sql = "select count(*) from slipway_deployments" + condition.sql();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            condition.bind(query);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    static boolean delete(Connection connection, DeploymentId id, long version) throws SQLException {
        try (PreparedStatement row = connection.prepareStatement(
                "delete from slipway_deployments where id = ? and version = ?")) {
            row.setString(1, id.value());
            row.setLong(2, version);
            if (row.executeUpdate() == 0) {
                return !exists(connection, id);
            }
        }
        try (PreparedStatement events = connection.prepareStatement("delete from slipway_events where deployment_id = ?")) {
            events.setString(1, id.value());
            events.executeUpdate();
            return true;
        }
    }

    private static boolean exists(Connection connection, DeploymentId id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select 1 from slipway_deployments where id = ?")) {
            query.setString(1, id.value());
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }
}
