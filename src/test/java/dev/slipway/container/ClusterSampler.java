package dev.slipway.container;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import dev.slipway.history.Seen;
import dev.slipway.history.Told;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Looks again and again what is live on the disks of all nodes and what they tell. One thread of its own looks. */
final class ClusterSampler implements AutoCloseable {
    private static final long PAUSE_MILLIS = 100;
    /** Larger trees are read in the end only. */
    private static final int SMALL_FILES = 8;

    private final TestCluster cluster;
    private final int nodes;
    private final Set<String> projects;
    private final Map<Integer, Integer> wipes = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Thread thread;
    private volatile boolean over;

    /** @param projects at which it looks; may grow */
    ClusterSampler(TestCluster cluster, int nodes, Set<String> projects) {
        this.cluster = cluster;
        this.nodes = nodes;
        this.projects = projects;
        thread = new Thread(this::run, "sampler");
        thread.setDaemon(true);
        thread.start();
    }

    /** Does something to the disk of a node while nobody looks. */
    interface Wiping {
        void perform() throws IOException;
    }

    synchronized void wiped(int node, Wiping wiping) throws IOException {
        wiping.perform();
        wipes.merge(node, 1, Integer::sum);
    }

    /** The home that a node of that name has now. */
    String home(String name) {
        return name + "#" + wipes.getOrDefault(Integer.valueOf(name.substring(name.indexOf('-') + 1)), 0);
    }

    private void run() {
        for (int round = 0; !over; round++) {
            for (String project : projects) {
                for (int node = 0; node < nodes; node++) {
                    look(node, project, false).ifPresent(seen::add);
                }
            }
            ask(round % nodes);
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** What is live on a disk. @param whole also a large tree is read */
    synchronized Optional<Seen> look(int node, String project, boolean whole) {
        long now = System.nanoTime();
        String name = TestCluster.name(node);
        Path link = cluster.home(node).resolve("live").resolve(project);
        if (!Files.isSymbolicLink(link)) {
            return Optional.of(new Seen(now, name, home(name), project, Optional.empty(), Optional.empty()));
        }
        try {
            Path tree = link.toRealPath();
            Optional<String> digest = whole || isSmall(tree) ? Optional.of(SampleTree.digestOf(tree)) : Optional.empty();
            return Optional.of(new Seen(now, name, home(name), project, Optional.of(tree.getFileName().toString()), digest));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isSmall(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            return all.filter(Files::isRegularFile).limit(SMALL_FILES + 1L).count() <= SMALL_FILES;
        }
    }

    private void ask(int node) {
        if (!cluster.isRunning(node)) {
            return;
        }
        long now = System.nanoTime();
        try {
            HttpRequest request = HttpRequest.newBuilder(cluster.uri(node).resolve("/")).timeout(Duration.ofSeconds(2))
                    .header("Authorization", HttpConnection.basic("admin")).header("Content-Type", "application/json")
                    .header("Accept", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"operation\":\"cluster_status\"}")).build();
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() == 200) {
                heard(now, ObjectReader.read(answer.body(), Format.JSON));
            }
        } catch (IOException | RuntimeException e) {
            // it is stopped, or cut off
        } catch (InterruptedException e) {
            over = true;
        }
    }

    private void heard(long now, Map<String, Object> status) {
        List<?> members = (List<?>) status.get("nodes");
        for (Object each : (List<?>) status.get("projects")) {
            Map<?, ?> project = (Map<?, ?>) each;
            List<?> said = (List<?>) project.get("nodes");
            Map<String, Long> generations = new HashMap<>();
            for (int i = 0; i < said.size(); i++) {
                generations.put((String) ((Map<?, ?>) members.get(i)).get("id"),
                        ((Number) ((Map<?, ?>) said.get(i)).get("generation")).longValue());
            }
            told.add(new Told(now, (String) project.get("project"), ((Number) project.get("generation")).longValue(),
                    Optional.ofNullable((String) project.get("release_id")), generations));
        }
    }

    List<Seen> seen() {
        return new ArrayList<>(seen);
    }

    List<Told> told() {
        return new ArrayList<>(told);
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
