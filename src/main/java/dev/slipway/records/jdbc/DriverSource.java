package dev.slipway.records.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Connections of one driver of this application, without the driver manager, which containers share. Any thread. */
final class DriverSource implements DataSource {
    private static final int LOGIN_SECONDS = 5;

    private final Driver driver;
    private final String url;
    private final Properties properties;

    /** @param properties what holds where the URL says nothing else */
    DriverSource(Driver driver, String url, Properties properties) {
        this.driver = driver;
        this.url = url;
        this.properties = properties;
    }

    /** Takes the drivers of this application out of the driver manager, which would keep its class loader alive. */
    static void deregisterDrivers() {
        List<Driver> registered = Collections.list(DriverManager.getDrivers());
        for (Driver driver : registered) {
            if (driver.getClass().getClassLoader() == DriverSource.class.getClassLoader()) {
                try {
                    DriverManager.deregisterDriver(driver);
                } catch (SQLException | SecurityException e) {
                    System.getLogger(DriverSource.class.getName()).log(System.Logger.Level.DEBUG, "left registered", e);
                }
            }
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = driver.connect(url, (Properties) properties.clone());
        if (connection == null) {
            throw new SQLException("The driver does not know this URL", "08001");
        }
        return connection;
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the user is fixed");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // the driver has its own log
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // the driver's own properties say it
    }

    /** So long the pool waits at its end for a connection that is being made. */
    @Override
    public int getLoginTimeout() {
        return LOGIN_SECONDS;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("not a " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
