/**
 * Records in a database, by JDBC: H2 in the home directory, or PostgreSQL. {@link dev.slipway.records.jdbc.JdbcRecords}
 * opens it. The SQL is that which both understand.
 */
@NullMarked
package dev.slipway.records.jdbc;

import org.jspecify.annotations.NullMarked;
