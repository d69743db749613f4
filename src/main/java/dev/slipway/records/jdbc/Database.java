package dev.slipway.records.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Where connections come from. Every method may block; any thread that nobody interrupts. */
interface Database extends AutoCloseable {
    /**
     * A connection without auto-commit; closing it gives it back.
     *
     * @throws UnwritableException when it is to write and nothing can be written now
     * @throws SQLException when none can be had
     */
    Connection connect(boolean writing) throws SQLException;

    /** Makes what a connection has committed survive the loss of power, where the commit alone does not. */
    void makeDurable(Connection connection) throws SQLException;

    /** A connection that {@link #connect} gave has failed so, and is closed. */
    void failed(SQLException failure);

    /** Why nothing can be written now; tries again by itself from time to time. */
    Optional<String> unwritable();

    @Override
    void close();
}
