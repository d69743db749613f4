package dev.slipway.records.jdbc;

import dev.slipway.records.Entries.Entry;
import dev.slipway.records.Records.Lease;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The table of entries. Stateless; each method is part of one transaction of its caller's. */
final class EntryTable {
    /** Channel on which PostgreSQL tells of changes. */
    static final String CHANNEL = "slipway_entries";

    /** Entries that change all the time, and of which nobody is told. */
    private static final String BEATS = "beat/";
    private static final String INSERT =
            "insert into slipway_entries (content, version, changed_at, name) values (?, ?, current_timestamp, ?)";
    private static final String UPDATE = "update slipway_entries set content = ?, version = ?,"
            + " changed_at = current_timestamp where name = ? and version = ?";
    private static final String BEAT = "update slipway_entries set content = ?, version = version + 1,"
            + " changed_at = current_timestamp where name = ?";
    private static final String SELECT = "select name, content, version,"
            + " (extract(epoch from current_timestamp) - extract(epoch from changed_at)) * 1000 from slipway_entries ";
    private static final String HELD = "select 1 from slipway_leases where name = ? and holder = ? and token = ?"
            + " and expires_at > current_timestamp for update";

    private static final char HIGHEST_ASCII = 0x7f;

    private EntryTable() {}

    static OptionalLong put(Connection connection, Optional<Lease> under, String key, String value, long version)
            throws SQLException {
        if (under.isPresent() && !isHeld(connection, under.get())) {
            return OptionalLong.empty();
        }
        long next = version + 1;
        try (PreparedStatement row = connection.prepareStatement(version == 0 ? INSERT : UPDATE)) {
            row.setString(1, value);
            row.setLong(2, next);
            row.setString(3, key);
            if (version != 0) {
                row.setLong(4, version);
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
        tell(connection);
        return OptionalLong.of(next);
    }

    /** Keeps the row of the lease as it is until the end of the transaction. */
    private static boolean isHeld(Connection connection, Lease lease) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(HELD)) {
            query.setString(1, PlainText.of(lease.name()));
            query.setString(2, PlainText.of(lease.holder()));
            query.setLong(3, lease.token());
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Those who listen hear it when the transaction is committed. */
    private static void tell(Connection connection) throws SQLException {
        if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
            try (PreparedStatement notify = connection.prepareStatement("select pg_notify('" + CHANNEL + "', '')")) {
                notify.execute();
            }
        }
    }

    static long beat(Connection connection, String key, String value) throws SQLException {
        try (PreparedStatement row = connection.prepareStatement(BEAT)) {
            row.setString(1, value);
            row.setString(2, key);
            if (row.executeUpdate() == 0) {
                put(connection, Optional.empty(), key, value, 0);
            }
        }
        try (PreparedStatement query = connection.prepareStatement("select extract(epoch from current_timestamp) * 1000");
                ResultSet row = query.executeQuery()) {
            row.next();
            return (long) row.getDouble(1);
        }
    }

    static Optional<Entry> find(Connection connection, String key) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SELECT + "where name = ?")) {
            query.setString(1, key);
            return read(query).stream().findFirst();
        }
    }

    /**
     * By the index: from the prefix up to the first name that an end of it excludes. That end may leave in names that begin
     * otherwise, which the caller does not get.
     */
    static List<Entry> range(Connection connection, String prefix) throws SQLException {
        Optional<String> end = end(prefix);
        try (PreparedStatement query = connection.prepareStatement(range(end))) {
            query.setString(1, prefix);
            if (end.isPresent()) {
                query.setString(2, end.get());
            }
            return read(query).stream().filter(entry -> entry.key().startsWith(prefix)).toList();
        }
    }

    static String range(Optional<String> end) {
        return SELECT + "where name >= ?" + (end.isPresent() ? " and name < ?" : "") + " order by name";
    }

    /**
     * A text above all that begin so, whether they are compared by UTF-8 bytes, as PostgreSQL does, or by UTF-16 units, as H2
     * does: both have ASCII in the same order and below all else. Empty where the prefix has none.
     */
    static Optional<String> end(String prefix) {
        for (int last = prefix.length() - 1; last >= 0; last--) {
            char unit = prefix.charAt(last);
            if (unit < HIGHEST_ASCII) {
                return Optional.of(prefix.substring(0, last) + (char) (unit + 1));
            }
        }
        return Optional.empty();
    }

    private static List<Entry> read(PreparedStatement query) throws SQLException {
        List<Entry> found = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                found.add(new Entry(row.getString(1), row.getString(2), row.getLong(3),
                        Math.max(0, (long) row.getDouble(4))));
            }
        }
        return List.copyOf(found);
    }

    static boolean delete(Connection connection, String key, long version) throws SQLException {
        try (PreparedStatement row = connection.prepareStatement(
                "delete from slipway_entries where name = ? and version = ?")) {
            row.setString(1, key);
            row.setLong(2, version);
            if (row.executeUpdate() == 0) {
                return find(connection, key).isEmpty();
            }
        }
        tell(connection);
        return true;
    }

    /** Something that changes when an entry other than a sign of life does. */
    static String fingerprint(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select count(*), coalesce(sum(version), 0)"
                + " from slipway_entries where name not like '" + BEATS + "%'"); ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1) + " " + row.getLong(2);
        }
    }
}
