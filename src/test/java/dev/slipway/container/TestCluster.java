package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import dev.slipway.records.jdbc.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.assertj.core.api.InstanceOfAssertFactories;

/** Standalone servers, each a process of its own, that share a PostgreSQL and so are a cluster. One thread starts and ends them. */
final class TestCluster implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path directory;
    private final Map<String, String> common;
    private final Wiring wiring;
    private final List<Integer> ports = new ArrayList<>();
    private final Map<Integer, StandaloneProcess> running = new ConcurrentHashMap<>();

    /** How nodes are started and reach each other. */
    interface Wiring {
        /** What is set for one node beside what all have. @param ports of all nodes */
        Map<String, String> environment(int node, List<Integer> ports) throws IOException;

        /** The address on which a node listens. */
        default String host(int node) {
            return "127.0.0.1";
        }

        /** A command that starts the command of the node in its own place. */
        default List<String> launcher(int node) {
            return List.of();
        }
    }

    private TestCluster(Path directory, Map<String, String> common, Wiring wiring) {
        this.directory = directory;
        this.common = common;
        this.wiring = wiring;
    }

    /** Starts the nodes 0, 1, … and waits until they know each other. @param settings for all, as environment variables */
    static TestCluster of(int nodes, Path directory, PostgresServer postgres, Map<String, String> settings) throws Exception {
        return of(nodes, directory, postgres.database(), settings, (node, ports) -> Map.of());
    }

    /** The same with lines of its own. @param records URL of the database */
    static TestCluster of(int nodes, Path directory, String records, Map<String, String> settings, Wiring wiring)
            throws Exception {
        Map<String, String> common = new HashMap<>(Map.of(
                "SLIPWAY_ADMIN_PASSWORD", HttpConnection.PASSWORD,
                "SLIPWAY_CLUSTER_SECRET", PeerNode.SECRET,
                "SLIPWAY_RECORDS", records,
                "SLIPWAY_RECORDS_USER", PostgresServer.USER,
                "SLIPWAY_RECORDS_PASSWORD", PostgresServer.PASSWORD,
                "SLIPWAY_NODE_SILENCE", "6s",
                "SLIPWAY_MIN_FREE_BYTES", "1MiB"));
        common.putAll(settings);
        TestCluster cluster = new TestCluster(directory, common, wiring);
        try {
            for (int node = 0; node < nodes; node++) {
                cluster.ports.add(freePort());
            }
            for (int node = 0; node < nodes; node++) {
                cluster.start(node);
            }
            cluster.awaitUp(nodes);
            return cluster;
        } catch (Exception | Error e) {
            cluster.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    void start(int node) throws IOException {
        Map<String, String> environment = new HashMap<>(common);
        environment.put("SLIPWAY_NODE_NAME", name(node));
        environment.put("SLIPWAY_NODE_URL", "http://" + wiring.host(node) + ":" + ports.get(node));
        environment.putAll(wiring.environment(node, ports));
        running.put(node, StandaloneProcess.start(new StandaloneProcess.Place(place(node), wiring.launcher(node), wiring.host(node),
                ports.get(node)), "-Xmx96m", environment));
    }

    boolean isRunning(int node) {
        return running.containsKey(node);
    }

    /** Which nodes run. */
    Set<Integer> running() {
        return Set.copyOf(running.keySet());
    }

    /** SIGSTOP, or SIGCONT: the process gets no time for a while. */
    void signal(int node, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(running.get(node).processId())).start().waitFor();
    }

    static String name(int node) {
        return "node-" + node;
    }

    private Path place(int node) {
        return directory.resolve(name(node));
    }

    /** Waits until so many nodes are up, as each that runs says. */
    void awaitUp(int nodes) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            for (int node : running.keySet()) {
                assertThat(status(node).get("nodes")).asInstanceOf(InstanceOfAssertFactories.LIST)
                        .filteredOn(other -> ((Map<?, ?>) other).get("status").equals("up")).hasSize(nodes);
            }
        });
    }

    void kill(int node) throws InterruptedException {
        running.remove(node).kill();
    }

    /** As if its disk had been replaced; it must not be running. */
    void wipe(int node) throws IOException {
        try (Stream<Path> all = Files.walk(StandaloneProcess.home(place(node)))) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Also of one that does not run. */
    URI uri(int node) {
        return URI.create("http://" + wiring.host(node) + ":" + ports.get(node) + "/");
    }

    String log(int node) throws IOException {
        return running.get(node).log();
    }

    HttpConnection.Answer deploy(int node, String project, byte[] tar) throws IOException {
        return Upload.put(uri(node), "admin", project, tar);
    }

    HttpConnection.Answer operation(int node, String json) throws IOException {
        return HttpConnection.send(uri(node), "POST", "/", Map.of("Authorization", HttpConnection.basic("admin"),
                "Content-Type", "application/json", "Accept", "application/json"),
                out -> out.write(json.getBytes(StandardCharsets.UTF_8)));
    }

    Map<String, Object> status(int node) throws IOException {
        return object(operation(node, "{\"operation\":\"cluster_status\"}"));
    }

    static Map<String, Object> object(HttpConnection.Answer answer) {
        return ObjectReader.read(answer.body().getBytes(StandardCharsets.UTF_8), Format.JSON);
    }

    /** The release that is live on a node. */
    Optional<String> live(int node, String project) throws IOException {
        Path link = StandaloneProcess.home(place(node)).resolve("live").resolve(project);
        return Files.isSymbolicLink(link) ? Optional.of(Files.readSymbolicLink(link).getFileName().toString()) : Optional.empty();
    }

    /** What a file of the live release has. */
    String text(int node, String project, String file) throws IOException {
        return Files.readString(StandaloneProcess.home(place(node)).resolve("live").resolve(project).resolve(file));
    }

    Path home(int node) {
        return StandaloneProcess.home(place(node));
    }

    /** Waits until each node that runs has this release live. */
    void awaitLive(String project, String release) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            for (int node : running.keySet()) {
                assertThat(live(node, project)).as(name(node)).contains(release);
            }
        });
    }

    /** A release with one small file of that text, and some noise. */
    static byte[] tar(String text) throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        try (var out = new TarArchiveOutputStream(tar)) {
            var entry = new TarArchiveEntry("index.html");
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            entry.setSize(bytes.length);
            out.putArchiveEntry(entry);
            out.write(bytes);
            out.closeArchiveEntry();
        }
        return tar.toByteArray();
    }

    @Override
    public void close() throws IOException {
        for (StandaloneProcess server : List.copyOf(running.values())) {
            server.terminate();
        }
        for (StandaloneProcess server : running.values()) {
            server.close();
        }
        running.clear();
    }
}
