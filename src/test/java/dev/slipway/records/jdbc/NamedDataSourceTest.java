package dev.slipway.records.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.config.Settings;
import dev.slipway.model.Status;
import dev.slipway.records.Records;
import dev.slipway.records.SampleDeployment;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.spi.InitialContextFactory;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records in the data source that a container has under a name. */
class NamedDataSourceTest {
    private static final String NAME = "java:comp/env/jdbc/slipway";
    private static DataSource source;

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
        JdbcDataSource named = new JdbcDataSource();
        named.setURL("jdbc:h2:file:" + directory.resolve("named"));
        source = named;
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

    /** A database that fails once, and then lets everybody wait until it is let go. */
    private DataSource hanging(Semaphore asked, CountDownLatch answering) {
        DataSource good = source;
        AtomicInteger calls = new AtomicInteger();
        return (DataSource) Proxy.newProxyInstance(Names.class.getClassLoader(), new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                    if (calls.getAndIncrement() == 0) {
                        throw new SQLException("not started", "08001");
                    }
                    asked.release();
                    answering.await();
                    return good.getConnection();
                });
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whetherTheyCanBeWrittenIsToldWhileTheDatabaseHangs() throws Exception {
        Semaphore asked = new Semaphore(0);
        CountDownLatch answering = new CountDownLatch(1);
        source = hanging(asked, answering);
        try (Records records = JdbcRecords.open(Settings.of(Map.of("slipway.records", NAME)), directory, Duration.ZERO)) {
            for (int call = 0; call < 100; call++) {
                assertThat(records.unwritable()).hasValueSatisfying(
                        reason -> assertThat(reason).contains("cannot be reached"));
            }
            asked.acquire();
            assertThat(records.unwritable()).isPresent();
            assertThat(asked.availablePermits()).isZero();
            answering.countDown();
            await().until(records::unwritable, Optional::isEmpty);
        } finally {
            answering.countDown();
        }
    }

    @Test
    void itIsKnownWhenTheyAreOpenWhetherTheyCanBeWritten() {
        try (Records good = open(NAME)) {
            assertThat(good.unwritable()).isEmpty();
        }
        source = hanging(new Semaphore(0), new CountDownLatch(1));
        try (Records bad = open(NAME)) {
            assertThat(bad.unwritable()).isPresent();
        }
    }
}
