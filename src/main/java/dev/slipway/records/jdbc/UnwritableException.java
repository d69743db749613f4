package dev.slipway.records.jdbc;

import java.sql.SQLException;

/** Nothing can be written now; the message is fit for clients. */
final class UnwritableException extends SQLException {
    private static final long serialVersionUID = 1L;

    UnwritableException(String reason) {
        super(reason);
    }
}
