package dev.slipway.container;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** {@code java -jar slipway.war serve} on a free port, as a process of its own. Its output goes to a file. */
final class StandaloneProcess implements AutoCloseable {
    private static final Pattern STARTED = Pattern.compile("Standalone server at (http://\\S+) started");

    private final Process process;
    private final Path log;
    private @Nullable URI uri;

    private StandaloneProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts one and waits until it answers.
     *
     * @param directory of this server alone: its home, its cache and its log
     */
    static StandaloneProcess start(Path directory, String memory, Map<String, String> environment) throws IOException {
        return start(directory, memory, 0, environment);
    }

    /** The same on a port. @param port 0 for any */
    static StandaloneProcess start(Path directory, String memory, int port, Map<String, String> environment)
            throws IOException {
        return start(new Place(directory, List.of(), "127.0.0.1", port), memory, environment);
    }

    /**
     * Where a server runs.
     *
     * @param directory of this server alone
     * @param launcher a command that starts the server in its own place; may be empty
     * @param host the address on which it listens
     * @param port 0 for any
     */
    record Place(Path directory, List<String> launcher, String host, int port) {}

    /** The same in such a place. */
    static StandaloneProcess start(Place place, String memory, Map<String, String> environment) throws IOException {
        Path directory = place.directory();
        Path log = Files.createDirectories(directory).resolve("serve.log");
        Files.deleteIfExists(log);
        List<String> command = new ArrayList<>(place.launcher());
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), memory,
                "-Dsun.jnu.encoding=UTF-8", "-jar", System.getProperty("slipway.test.war"), "serve", "--host", place.host(),
                "--port", Integer.toString(place.port()), "--home", home(directory).toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SLIPWAY_"));
        builder.environment().put("SLIPWAY_CACHE", directory.resolve("cache").toString());
        builder.environment().putAll(environment);
        StandaloneProcess server = new StandaloneProcess(builder.start(), log);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(server::hasStarted);
        return server;
    }

    static Path home(Path directory) {
        return directory.resolve("home");
    }

    private boolean hasStarted() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("the server ended: " + log());
        }
        Matcher line = STARTED.matcher(log());
        if (line.find()) {
            uri = URI.create(line.group(1));
            return true;
        }
        return false;
    }

    URI uri() {
        if (uri == null) {
            throw new IllegalStateException("not started");
        }
        return uri;
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    long processId() {
        return process.pid();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** SIGTERM; returns at once. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL; returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!endsWithin(Duration.ofSeconds(40))) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
