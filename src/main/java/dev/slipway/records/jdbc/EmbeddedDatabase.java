package dev.slipway.records.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * H2 in a directory of the home. It closes itself when the disk fails it; then it is opened anew, for reading alone
 * when nothing can be written, and from time to time it is tried whether that is over.
 *
 * <p>H2 writes at each commit ({@code WRITE_DELAY=0}), but may leave it to another thread's commit, and to the kernel
 * when it reaches the disk: {@link #makeDurable} does not.
 */
final class EmbeddedDatabase implements Database {
    private static final System.Logger LOG = System.getLogger(EmbeddedDatabase.class.getName());
    private static final String NAME = "deployments";
    private static final String SETTINGS = ";WRITE_DELAY=0;FILE_LOCK=FS;DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1;CACHE_SIZE=4096"
            + ";RETENTION_TIME=10000;LOCK_TIMEOUT=10000;TRACE_LEVEL_FILE=0;TRACE_LEVEL_SYSTEM_OUT=0";
    private static final String READ_ONLY = ";ACCESS_MODE_DATA=r";
    /** What must be free before it is worth trying. */
    private static final int PROBE_BYTES = 256 << 10;

    private final Path directory;
    private final int size;
    private final Duration retry;
    private final String checkpoint;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile State state = new State(null, Optional.of("the records are not open"), 0);

    /** @param pool null when not even reading is possible */
    private record State(@Nullable HikariDataSource pool, Optional<String> unwritable, long since) {}

    /**
     * Opens it, for reading alone if it must be. Does not fail.
     *
     * @param directory is made if it is missing; no other process uses it
     * @param size most connections
     * @param synced whether what was written is to survive a power cut
     * @param retry how long it is left alone when it could not be written
     */
    EmbeddedDatabase(Path directory, int size, boolean synced, Duration retry) {
        this.directory = directory;
        this.size = size;
        this.retry = retry;
        this.checkpoint = synced ? "CHECKPOINT SYNC" : "CHECKPOINT";
        open();
    }

    @Override
    public boolean isDue() {
        State now = state;
        return now.unwritable().isPresent() && System.nanoTime() - now.since() >= retry.toNanos();
    }

    private void open() {
        State before = state;
        opening.lock();
        try {
            if (before == state) {
                leave(before.pool());
                state = openAnew();
            }
        } finally {
            opening.unlock();
        }
        state.unwritable().ifPresent(reason -> LOG.log(System.Logger.Level.WARNING,
                "The records of deployments cannot be written: {0}. What is there can {1}be read.", reason,
                state.pool() == null ? "not " : ""));
    }

    private State openAnew() {
        boolean isNew = isMissing();
        try {
            tryFile();
            return new State(writable(), Optional.empty(), System.nanoTime());
        } catch (IOException | SQLException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "The records cannot be opened for writing", e);
            deleteIf(isNew);
            return new State(readable(), Optional.of(Failures.reason(e)), System.nanoTime());
        }
    }

    private void makeDirectory() throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(directory,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    /** Cheaper than to find out by H2, and readers do not notice. */
    private void tryFile() throws IOException {
        makeDirectory();
        Path probe = directory.resolve(".probe");
        try (FileChannel channel = FileChannel.open(probe,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE))) {
            ByteBuffer zeros = ByteBuffer.allocate(PROBE_BYTES);
            while (zeros.hasRemaining()) {
                channel.write(zeros);
            }
        }
    }

    private HikariDataSource writable() throws SQLException {
        HikariDataSource pool = Pool.of(source("file:" + directory.resolve(NAME), SETTINGS), size, true);
        try {
            makeTables(pool);
            try (Connection connection = pool.getConnection()) {
                Probe.write(connection);
                makeDurable(connection);
            }
            return pool;
        } catch (SQLException | RuntimeException e) {
            leave(pool);
            throw e;
        }
    }

    private static void makeTables(HikariDataSource pool) throws SQLException {
        boolean current;
        try (Connection connection = pool.getConnection()) {
            current = Schema.isCurrent(connection);
        }
        if (!current) {
            try (Connection connection = pool.getConnection()) {
                Schema.clear(connection);
            }
            Schema.update(pool.getConnection());
            try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement()) {
                statement.execute("SET MAX_LENGTH_INPLACE_LOB 65536"); // longer texts lie apart and are slower
            }
        }
    }

    private @Nullable HikariDataSource readable() {
        HikariDataSource pool = null;
        try {
            if (isMissing()) {
                pool = Pool.of(source("mem:" + UUID.randomUUID(), SETTINGS), size, true);
                makeTables(pool);
            } else {
                pool = Pool.of(source("file:" + directory.resolve(NAME), SETTINGS + READ_ONLY), size, true);
                try (Connection connection = pool.getConnection()) {
                    if (!Schema.isCurrent(connection)) {
                        throw new SQLException("the tables are those of another version");
                    }
                }
            }
            return pool;
        } catch (SQLException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "The records of deployments cannot be read", e);
            leave(pool);
            return null;
        }
    }

    /** Nothing was ever recorded: an empty list is the truth. */
    private boolean isMissing() {
        try {
            return Files.notExists(file()) || Files.size(file()) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** What a full disk left of a database that was being made can neither be read nor completed. */
    private void deleteIf(boolean isNew) {
        try {
            if (isNew) {
                Files.deleteIfExists(file());
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "A database that could not be made is still there", e);
        }
    }

    private Path file() {
        return directory.resolve(NAME + ".mv.db");
    }

    private static DriverSource source(String where, String settings) {
        Properties account = new Properties();
        account.setProperty("user", "slipway");
        account.setProperty("password", "");
        return new DriverSource(new org.h2.Driver(), "jdbc:h2:" + where + settings, account);
    }

    @Override
    public Connection connect(boolean writing) throws SQLException {
        probe();
        State now = state;
        if (now.pool() == null || writing && now.unwritable().isPresent()) {
            throw new UnwritableException(now.unwritable().orElse("the records are closed"));
        }
        return now.pool().getConnection();
    }

    /** One thread at a time; the others go on with what there is. */
    @Override
    public void probe() {
        if (!isDue() || !opening.tryLock()) {
            return;
        }
        try {
            State before = state;
            if (isDue()) {
                try {
                    tryFile();
                    open();
                } catch (IOException e) {
                    state = new State(before.pool(), Optional.of(Failures.reason(e)), System.nanoTime());
                }
                if (state.unwritable().isEmpty()) {
                    LOG.log(System.Logger.Level.INFO, "The records of deployments can be written again");
                }
            }
        } finally {
            opening.unlock();
        }
    }

    @Override
    public void makeDurable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(checkpoint);
        }
    }

    /** Whether it can be written is found out by {@link #probe} alone. */
    @Override
    public void wrote() { }

    @Override
    public void failed(SQLException failure) {
        State before = state;
        if (before.unwritable().isPresent() || Failures.isContention(failure)) {
            return;
        }
        opening.lock();
        try {
            HikariDataSource pool = state.pool();
            if (before == state && pool != null && !works(pool)) {
                LOG.log(System.Logger.Level.WARNING, "The database of records failed and is opened anew", failure);
                open();
            }
        } finally {
            opening.unlock();
        }
    }

    private boolean works(HikariDataSource pool) {
        try (Connection connection = pool.getConnection()) {
            Probe.write(connection);
            makeDurable(connection);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public Optional<String> unwritable() {
        return state.unwritable();
    }

    /** As after a crash: what was durable is there. */
    private static void leave(@Nullable HikariDataSource pool) {
        if (pool != null) {
            shutDown(pool, "SHUTDOWN IMMEDIATELY");
        }
    }

    /** By a connection beside the pool, which must not open the database anew meanwhile. */
    private static void shutDown(HikariDataSource pool, String how) {
        try (Connection connection = pool.getDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            pool.close();
            statement.execute(how);
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "The database was closed already", e);
        } finally {
            pool.close();
        }
    }

    /** H2 compacts its file for at most 200 ms. */
    @Override
    public void close() {
        opening.lock();
        try {
            State last = state;
            state = new State(null, Optional.of("the records are closed"), System.nanoTime());
            if (last.pool() != null) {
                shutDown(last.pool(), "SHUTDOWN");
            }
        } finally {
            opening.unlock();
        }
    }
}
