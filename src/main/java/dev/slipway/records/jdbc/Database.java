package dev.slipway.records.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Where connections come from. Methods may block where they say nothing else; any thread that
 * nobody interrupts. */
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

    /**
     * A transaction that was to write has been committed, though it found nothing to change: that nothing can be written is
     * over. Does not block.
     */
    void wrote();

    /** A connection that {@link #connect} gave has failed so, and is closed. */
    void failed(SQLException failure);

    /** Why nothing could be written when it was last tried. Does not block. */
    Optional<String> unwritable();

    /** Whether it is time to try again whether something can be written. Does not block. */
    boolean isDue();

    /** Tries whether something can be written, if it is time to. */
    void probe();

    @Override
    void close();
}
