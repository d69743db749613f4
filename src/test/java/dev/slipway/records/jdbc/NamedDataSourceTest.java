package dev.slipway.records.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.config.Settings;
import dev.slipway.model.Status;
import dev.slipway.records.Records;
import dev.slipway.records.SampleDeployment;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.spi.InitialContextFactory;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records in the data source that a container has under a name. */
class NamedDataSourceTest {
    private static final String NAME = "java:comp/env/jdbc/slipway";
    private static JdbcDataSource source;

    @TempDir
    private Path directory;

    /** What a container would have. */
    public static final class Names implements InitialContextFactory {
        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) {
            return (Context) Proxy.newProxyInstance(Names.class.getClassLoader(), new Class<?>[] {Context.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("lookup") && NAME.equals(arguments[0])) {
                            return source;
                        } else if (method.getName().equals("lookup")) {
                            throw new NameNotFoundException(String.valueOf(arguments[0]));
                        }
                        return null;
                    });
        }
    }

    @BeforeEach
    void name() {
        source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + directory.resolve("named"));
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Names.class.getName());
    }

    @AfterEach
    void unname() {
        System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
    }

    private Records open(String name) {
        return JdbcRecords.open(Settings.of(Map.of("slipway.records", name)), directory);
    }

    @Test
    void recordsAreKeptThere() {
        var deployment = SampleDeployment.full("shop", 1, Status.SUCCESS);
        try (Records records = open(NAME)) {
            assertThat(records.put(deployment, 0)).isPresent();
        }
        try (Records records = open(NAME)) {
            assertThat(records.get(deployment.id()).orElseThrow().deployment()).isEqualTo(deployment);
        }
        assertThat(directory.resolve("records")).doesNotExist();
    }

    @Test
    void aNameThatTheContainerDoesNotHaveIsTold() {
        assertThatThrownBy(() -> open("java:/nosuch")).hasMessageContaining("slipway.records")
                .hasMessageContaining("java:/nosuch");
    }
}
