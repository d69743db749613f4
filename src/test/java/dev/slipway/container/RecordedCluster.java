package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.history.Call;
import dev.slipway.history.History;
import dev.slipway.history.HistoryCheck;
import dev.slipway.history.Seen;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;

/** What clients do to a cluster in one test, all of it written down and checked in the end. Any thread. */
final class RecordedCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private static final int MOST_SAID = 600;

    private final TestCluster cluster;
    private final int nodes;
    private final Set<String> projects = ConcurrentHashMap.newKeySet();
    private final Map<String, String> contents = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final ClusterSampler sampler;

    RecordedCluster(TestCluster cluster, int nodes) {
        this.cluster = cluster;
        this.nodes = nodes;
        this.sampler = new ClusterSampler(cluster, nodes, projects);
    }

    private record Heard(Call call, String text) {}

    /** Deploys, and waits for the answer. */
    Call deploy(int node, String project, SampleTree tree) {
        return deploy(node, project, tree, "");
    }

    /** @param query of the request, for example {@code ?restart=true} */
    Call deploy(int node, String project, SampleTree tree, String query) {
        try {
            return deploy(node, project, query, tree.digest(), tree::writeTar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param digest of the tree that is sent; an archive that is cut has any */
    Call deploy(int node, String project, String query, String digest, HttpConnection.Body archive) {
        projects.add(project);
        String id = DeploymentId.next().value();
        contents.put(id, digest);
        Call begun = Call.deploy(project, id, System.nanoTime());
        return recorded(begun, () -> HttpConnection.send(cluster.uri(node), "PUT", "/components/" + project + query,
                Map.of("Authorization", HttpConnection.basic("admin"), "Content-Type", "application/x-tar", "Accept",
                        "application/json", "Slipway-Deployment-Id", id), archive));
    }

    /** The same on a thread of its own. */
    CompletableFuture<Call> deploying(int node, String project, SampleTree tree, String query) {
        CompletableFuture<Call> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                end.complete(deploy(node, project, tree, query));
            } catch (RuntimeException | Error e) {
                end.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return end;
    }

    /** Makes live what was live before. */
    Call back(int node, String project, String release) {
        return recorded(Call.back(project, release, System.nanoTime()), () -> cluster.operation(node,
                "{\"operation\":\"rollback_component\",\"project\":\"" + project + "\",\"to\":\"" + release + "\"}"));
    }

    /** The release of the latest call. */
    String lastAsked() {
        return calls.get(calls.size() - 1).release();
    }

    private interface Request {
        HttpConnection.Answer send() throws IOException;
    }

    private Call recorded(Call begun, Request request) {
        calls.add(begun);
        Heard heard = heard(begun, request);
        calls.set(calls.indexOf(begun), heard.call());
        System.out.printf("%s %s of %s: %s %s%n", heard.call().outcome(), heard.call().release(), heard.call().project(),
                heard.call().deploys() ? "deploy" : "back", heard.text().substring(0, Math.min(MOST_SAID, heard.text().length())));
        return heard.call();
    }

    private Heard heard(Call begun, Request request) {
        HttpConnection.Answer answer;
        try {
            answer = request.send();
        } catch (IOException e) {
            return new Heard(begun, e.toString());
        }
        long now = System.nanoTime();
        String text = answer.status() + " " + answer.body();
        if (answer.status() == 200 || answer.status() == 201) {
            return new Heard(begun.acknowledged(now, took(answer)), text);
        }
        boolean refused = answer.status() == 422 || List.of("project-busy", "not-replicated", "too-few-copies", "read-only",
                "not-possible-now", "cancelled").stream().anyMatch(code -> answer.body().contains("\"code\":\"" + code + "\""));
        return new Heard(refused ? begun.refused(now) : begun, text);
    }

    private Set<String> took(HttpConnection.Answer answer) {
        List<?> all = (List<?>) TestCluster.object(answer).getOrDefault("replicated", List.of());
        return all.stream().map(node -> (Map<?, ?>) node).filter(node -> "success".equals(node.get("status")))
                .map(node -> sampler.home((String) node.get("node"))).collect(Collectors.toSet());
    }

    /** Wipes a node that does not run. */
    void wipe(int node) throws IOException {
        sampler.wiped(node, () -> cluster.wipe(node));
    }

    /** Waits until every node says that it has what is to be live. */
    void awaitSettled() {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).ignoreExceptions().untilAsserted(() -> {
            for (int node = 0; node < nodes; node++) {
                assertSettled(cluster.status(node));
            }
        });
    }

    private void assertSettled(Map<String, Object> status) {
        assertThat(status.get("nodes")).asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(nodes)
                .allMatch(node -> ((Map<?, ?>) node).get("status").equals("up"));
        for (Object told : (List<?>) status.get("projects")) {
            Map<?, ?> project = (Map<?, ?>) told;
            assertThat(project.get("state")).as(project.toString()).isEqualTo("done");
            assertThat((List<?>) project.get("nodes")).as(project.toString())
                    .allMatch(node -> Boolean.TRUE.equals(((Map<?, ?>) node).get("up_to_date")));
        }
    }

    /** Waits for the end of all and checks the history. Everything must be healed and running. */
    History finish() throws Exception {
        awaitSettled();
        Map<String, String> records = records();
        sampler.close();
        List<Seen> ends = new ArrayList<>();
        for (String project : projects) {
            for (int node = 0; node < nodes; node++) {
                ends.add(sampler.look(node, project, true).orElseThrow());
            }
        }
        History history = new History(calls, contents, sampler.seen(), sampler.told(), ends, records);
        System.out.printf("%d calls, %d looks at disks, %d at the status%n", calls.size(), history.seen().size(), history.told().size());
        assertThat(HistoryCheck.faults(history)).as(() -> calls.toString()).isEmpty();
        assertThat(history.seen()).isNotEmpty();
        assertThat(history.told()).isNotEmpty();
        return history;
    }

    private Map<String, String> records() {
        Map<String, String> records = new HashMap<>();
        for (Call call : calls) {
            if (call.deploys()) {
                await().atMost(Duration.ofSeconds(40)).pollDelay(Duration.ZERO).ignoreExceptions().until(() -> {
                    records.put(call.release(), status(0, call.release()));
                    return Status.of(records.get(call.release())).map(Status::terminal).orElse(true);
                });
            }
        }
        return records;
    }

    /** How the record of a deployment stands, as a node says; {@code none} where there is none. */
    String status(int node, String release) throws IOException {
        HttpConnection.Answer answer = HttpConnection.get(cluster.uri(node), "/deployments/" + release);
        return answer.status() == 404 ? "none" : (String) Optional.ofNullable(TestCluster.object(answer).get("status")).orElse("?");
    }

    /** Whether a node says that the roll-out of a project has ended. */
    boolean isDone(int node, String project) throws IOException {
        return ((List<?>) cluster.status(node).get("projects")).stream().map(told -> (Map<?, ?>) told)
                .anyMatch(told -> told.get("project").equals(project) && told.get("state").equals("done"));
    }

    /** Waits until this is live on these nodes. */
    void awaitLive(String project, String release, int... on) {
        await().atMost(TestCluster.PATIENCE).untilAsserted(() -> {
            for (int node : on) {
                assertThat(cluster.live(node, project)).as(TestCluster.name(node)).contains(release);
            }
        });
    }

    /** Where a node has what it has of a project. */
    Path live(int node, String project) {
        return cluster.home(node).resolve("live").resolve(project);
    }

    @Override
    public void close() {
        sampler.close();
    }
}
