package dev.slipway.records.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.slipway.config.Knob;
import dev.slipway.config.Settings;
import java.nio.file.Path;
import java.sql.Driver;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** Which database the settings name. */
record Location(String name, Settings settings, Path home) {
    /** Connections that are kept to hear of changes. */
    private static final int WATCHING = 1;
    private static final String CONNECT_SECONDS = "5";
    private static final String ANSWER_SECONDS = "30";

    static Location of(Settings settings, Path home) {
        return new Location(settings.text(Knob.RECORDS), settings, home);
    }

    /** @throws IllegalArgumentException naming the setting, without a password that may stand in it */
    Database open(int connections, Duration retry) {
        if (name.isEmpty()) {
            return embedded(connections, retry);
        } else if (name.startsWith("java:")) {
            return new SharedDatabase(lookUp(), () -> {}, retry);
        } else if (name.startsWith("jdbc:")) {
            HikariDataSource pool = Pool.of(new DriverSource(driver(), name, properties()), connections + WATCHING, false);
            return new SharedDatabase(pool, pool::close, retry);
        }
        throw refused("must be empty, a URL that begins with jdbc:postgresql: or jdbc:h2:, or the name of a DataSource "
                + "that begins with java:");
    }

    private Database embedded(int connections, Duration retry) {
        Path directory = home.resolve("records");
        if (directory.toString().indexOf(';') >= 0) {
            throw new IllegalArgumentException("The home directory's path has a semicolon, which the database in it "
                    + "cannot have; use another path, or another database with " + Knob.RECORDS.property());
        }
        return new EmbeddedDatabase(directory, connections, !settings.text(Knob.SYNC).equals("off"), retry);
    }

    private Driver driver() {
        if (name.startsWith("jdbc:postgresql:")) {
            return new org.postgresql.Driver();
        } else if (name.startsWith("jdbc:h2:")) {
            return new org.h2.Driver();
        }
        throw refused("names a database other than PostgreSQL (jdbc:postgresql:) and H2 (jdbc:h2:)");
    }

    /** Without bounds of time PostgreSQL's driver waits for ever; what the URL says has precedence. */
    private Properties properties() {
        Properties properties = new Properties();
        if (name.startsWith("jdbc:postgresql:")) {
            properties.setProperty("connectTimeout", CONNECT_SECONDS);
            properties.setProperty("socketTimeout", ANSWER_SECONDS);
            properties.setProperty("tcpKeepAlive", "true");
            properties.setProperty("ApplicationName", "slipway");
        }
        Optional<String> user = settings.given(Knob.RECORDS_USER);
        user.ifPresent(given -> properties.setProperty("user", given));
        settings.given(Knob.RECORDS_PASSWORD).ifPresent(given -> properties.setProperty("password", given));
        return properties;
    }

    private DataSource lookUp() {
        try {
            Object found = new InitialContext().lookup(name);
            if (found instanceof DataSource source) {
                return source;
            }
        } catch (NamingException e) {
            throw new IllegalArgumentException(Knob.RECORDS.property() + ": the container has no DataSource of the name "
                    + name, e);
        }
        throw refused("names something that is not a DataSource: " + name);
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(Knob.RECORDS.property() + " " + why);
    }
}
