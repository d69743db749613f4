package dev.slipway.records.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A PostgreSQL of the tests' own, from the distribution's package: on a free port of this machine, with a password. */
public final class PostgresServer implements AutoCloseable {
    public static final String USER = "slipway";
    public static final String PASSWORD = "s3cret-of-the-tests";
    private static final Path PACKAGES = Path.of("/usr/lib/postgresql");

    private final AtomicInteger databases = new AtomicInteger();
    private final Path directory;
    private final Path programs;
    private final int port;
    private Process process;

    private PostgresServer(Path directory, Path programs, int port) throws IOException {
        this.directory = directory;
        this.programs = programs;
        this.port = port;
    }

    /** Skips the test when it is not installed, or fails it with {@code -Dslipway.test.postgres=required}. */
    public static PostgresServer start() throws Exception {
        Path programs = programs().orElse(null);
        if (programs == null) {
            String missing = "PostgreSQL is not installed: apt-get install postgresql";
            if ("required".equals(System.getProperty("slipway.test.postgres"))) {
                Assertions.fail(missing);
            }
            Assumptions.abort(missing);
        }
        PostgresServer server = new PostgresServer(Files.createTempDirectory("slipway-postgres"), programs, freePort());
        try {
            server.make();
            server.resume();
            return server;
        } catch (Exception | Error e) {
            server.close();
            throw e;
        }
    }

    private static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(PACKAGES)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(PACKAGES)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparingInt(bin -> Integer.parseInt(bin.getParent().getFileName().toString())));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void make() throws Exception {
        Path password = directory.resolve("password");
        Files.writeString(password, PASSWORD);
        if (isRoot()) {
            run(List.of("chown", "-R", account() + ":", directory.toString()));
        }
        run(command("initdb", "-D", data(), "-U", USER, "-A", "scram-sha-256", "--pwfile=" + password, "-E", "UTF8",
                "--locale=C.UTF-8", "--no-sync"));
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    /** PostgreSQL does not run as root. */
    private static String account() throws IOException {
        return Files.readString(Path.of("/etc/passwd")).contains("\npostgres:") ? "postgres" : "nobody";
    }

    private List<String> command(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=" + account(), "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private void run(List<String> command) throws Exception {
        Process running = process(command, "make.log").start();
        assertThat(running.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
        assertThat(running.exitValue()).as("%s: %s", command, Files.readString(directory.resolve("make.log"))).isZero();
    }

    private ProcessBuilder process(List<String> command, String log) {
        return new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve(log).toFile()));
    }

    /** Starts it, or starts it again. */
    public void resume() throws Exception {
        process = process(command("postgres", "-D", data(), "-c", "listen_addresses=127.0.0.1", "-c", "port=" + port, "-c",
                "unix_socket_directories=" + directory, "-c", "fsync=off", "-c", "max_connections=50"), "server.log")
                .start();
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            execute("postgres", "select 1");
            return true;
        });
    }

    /** Ends it as an administrator does, without waiting for its clients; its data stay. */
    public void stop() throws Exception {
        if (process != null && process.isAlive()) {
            new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        }
    }

    /** A new, empty database. @return its URL */
    public String database() throws SQLException {
        return database("");
    }

    /** The same with options of {@code create database}. */
    String database(String options) throws SQLException {
        String name = "slipway_" + databases.incrementAndGet();
        execute("postgres", "create database " + name + " " + options);
        return url(name);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Carries out a statement as administrator. */
    void execute(String database, String sql) throws SQLException {
        try (Connection connection = connect(url(database)); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A connection as administrator. */
    Connection connect(String url) throws SQLException {
        Properties account = new Properties();
        account.setProperty("user", USER);
        account.setProperty("password", PASSWORD);
        return new DriverSource(new org.postgresql.Driver(), url, account).getConnection();
    }

    /** Settings that name the database of a URL. */
    static Settings settings(String url) {
        return Settings.of(Map.of("slipway.records", url, "slipway.records-user", USER, "slipway.records-password",
                PASSWORD));
    }

    @Override
    public void close() throws Exception {
        stop();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
