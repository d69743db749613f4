package dev.slipway.records.jdbc;

import dev.slipway.records.Records.Lease;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * The table of leases. A row stays for ever, since its token has to rise; the database's clock says whether it is held.
 * Stateless; each method is part of one transaction of its caller's.
 */
final class LeaseTable {
    private static final String END = "current_timestamp + cast(? as numeric(20, 3)) * interval '1' second";
    private static final String TAKE = "update slipway_leases set holder = ?, token = token + 1, expires_at = " + END
            + " where name = ? and (holder = ? or expires_at <= current_timestamp)";
    private static final String FIRST =
            "insert into slipway_leases (holder, token, expires_at, name) values (?, 1, " + END + ", ?)";
    private static final String RENEW = "update slipway_leases set expires_at = " + END
            + " where name = ? and holder = ? and token = ? and expires_at > current_timestamp";
    private static final String RELEASE = "update slipway_leases set expires_at = current_timestamp, holder = ''"
            + " where name = ? and holder = ? and token = ?";

    private LeaseTable() {}

    static Optional<Lease> lease(Connection connection, String name, String holder, Duration term)
            throws SQLException {
        try (PreparedStatement row = connection.prepareStatement(TAKE)) {
            row.setString(1, PlainText.of(holder));
            row.setString(2, seconds(term));
            row.setString(3, PlainText.of(name));
            row.setString(4, PlainText.of(holder));
            if (row.executeUpdate() == 1) {
                return Optional.of(new Lease(name, holder, token(connection, name)));
            }
        }
        return first(connection, name, holder, term);
    }

    private static Optional<Lease> first(Connection connection, String name, String holder, Duration term)
            throws SQLException {
        try (PreparedStatement row = connection.prepareStatement(FIRST)) {
            row.setString(1, PlainText.of(holder));
            row.setString(2, seconds(term));
            row.setString(3, PlainText.of(name));
            row.executeUpdate();
            return Optional.of(new Lease(name, holder, 1));
        } catch (SQLException e) {
            if (Failures.isDuplicate(e)) {
                connection.rollback();
                return Optional.empty();
            }
            throw e;
        }
    }

    private static long token(Connection connection, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select token from slipway_leases where name = ?")) {
            query.setString(1, PlainText.of(name));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    static Optional<Lease> renew(Connection connection, Lease lease, Duration term) throws SQLException {
        try (PreparedStatement row = connection.prepareStatement(RENEW)) {
            row.setString(1, seconds(term));
            bind(row, 2, lease);
            return row.executeUpdate() == 1 ? Optional.of(lease) : Optional.empty();
        }
    }

    static boolean release(Connection connection, Lease lease) throws SQLException {
        try (PreparedStatement row = connection.prepareStatement(RELEASE)) {
            bind(row, 1, lease);
            return row.executeUpdate() == 1;
        }
    }

    private static void bind(PreparedStatement row, int first, Lease lease) throws SQLException {
        row.setString(first, PlainText.of(lease.name()));
        row.setString(first + 1, PlainText.of(lease.holder()));
        row.setLong(first + 2, lease.token());
    }

    /** As text, which both databases cast alike. */
    private static String seconds(Duration term) {
        return term.toSeconds() + "." + String.format(java.util.Locale.ROOT, "%03d", term.toMillisPart());
    }
}
