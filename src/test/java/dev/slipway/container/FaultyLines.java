package dev.slipway.container;

import dev.slipway.container.TcpProxy.Line;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Every line of a cluster through a {@link TcpProxy} of its own: from each node to each other, and to the database. */
final class FaultyLines implements TestCluster.Wiring, AutoCloseable {
    private final String records;
    private final Map<Integer, TcpProxy> databases = new ConcurrentHashMap<>();
    private final Map<List<Integer>, TcpProxy> peers = new ConcurrentHashMap<>();

    /** @param records URL of the database, of this machine */
    FaultyLines(String records) {
        this.records = records;
    }

    @Override
    public Map<String, String> environment(int node, List<Integer> ports) throws IOException {
        List<String> others = new ArrayList<>();
        for (int other = 0; other < ports.size(); other++) {
            if (other != node) {
                others.add(TestCluster.name(other) + "=http://127.0.0.1:" + peer(node, other, ports).port());
            }
        }
        URI database = URI.create(records.substring("jdbc:".length()));
        if (!databases.containsKey(node)) {
            databases.put(node, TcpProxy.to(database.getPort()));
        }
        Map<String, String> environment = new HashMap<>();
        environment.put("SLIPWAY_PEERS", String.join(",", others));
        environment.put("SLIPWAY_RECORDS", "jdbc:postgresql://127.0.0.1:" + databases.get(node).port() + database.getPath());
        return environment;
    }

    private TcpProxy peer(int from, int to, List<Integer> ports) throws IOException {
        TcpProxy proxy = peers.get(List.of(from, to));
        if (proxy == null) {
            proxy = TcpProxy.to(ports.get(to));
            peers.put(List.of(from, to), proxy);
        }
        return proxy;
    }

    /** The line by which a node asks another one. */
    TcpProxy between(int node, int other) {
        return peers.get(List.of(node, other));
    }

    TcpProxy database(int node) {
        return databases.get(node);
    }

    /** Bytes that a node was given by others. */
    long received(int node) {
        return peers.entrySet().stream().filter(line -> line.getKey().get(0) == node).mapToLong(line -> line.getValue().carried())
                .sum();
    }

    /** What a node gets from others, over all of them. */
    void slow(int node, long bytesPerSecond) {
        peers.forEach((pair, line) -> {
            if (pair.get(0) == node) {
                line.rate(bytesPerSecond / Math.max(1, databases.size() - 1));
            }
        });
    }

    /** Between a node and all others, both ways. */
    void peers(int node, Line state) {
        peers.forEach((pair, line) -> {
            if (pair.contains(node)) {
                line.set(state);
            }
        });
    }

    /** All is good again. */
    void heal() {
        databases.values().forEach(line -> line.set(Line.GOOD));
        peers.values().forEach(line -> {
            line.set(Line.GOOD);
            line.rate(Long.MAX_VALUE);
            line.delay(0);
        });
    }

    @Override
    public void close() throws IOException {
        for (TcpProxy line : databases.values()) {
            line.close();
        }
        for (TcpProxy line : peers.values()) {
            line.close();
        }
    }
}
