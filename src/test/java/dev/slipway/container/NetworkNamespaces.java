package dev.slipway.container;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A network of this machine's kernel for each node, all on one bridge, with the database behind an address of its own. Packets are
 * lost by iptables in the node's own network, so that neither side is told; its statistic match is in more kernels than netem.
 */
final class NetworkNamespaces implements TestCluster.Wiring, AutoCloseable {
    private static final String NET = "10.231.77.";
    private static final int FIRST_NODE = 10;
    private static final String DATABASE = NET + 2;

    private final String name = "slip" + ProcessHandle.current().pid() % 100_000;
    private final int nodes;
    private final TcpProxy database;
    private final String records;

    /** @param records URL of a database of 127.0.0.1 */
    NetworkNamespaces(int nodes, String records) throws Exception {
        this.nodes = nodes;
        URI uri = URI.create(records.substring("jdbc:".length()));
        try {
            run("ip", "link", "add", name, "type", "bridge");
            run("ip", "addr", "add", NET + "1/24", "dev", name);
            run("ip", "addr", "add", DATABASE + "/24", "dev", name);
            run("ip", "link", "set", name, "up");
            for (int node = 0; node < nodes; node++) {
                make(node);
            }
            database = TcpProxy.between(InetAddress.getByName(DATABASE), 0, uri.getPort());
            this.records = "jdbc:postgresql://" + DATABASE + ":" + database.port() + uri.getPath();
        } catch (Exception | Error e) {
            remove();
            throw e;
        }
    }

    /** Why there cannot be any on this machine. */
    static Optional<String> missing() throws Exception {
        String name = "slipt" + ProcessHandle.current().pid() % 100_000;
        try {
            run("ip", "netns", "add", name);
            run("ip", "netns", "exec", name, "iptables", "-A", "INPUT", "-m", "statistic", "--mode", "random", "--probability", "0.5",
                    "-j", "DROP");
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("needs root, ip netns and iptables with its statistic match: " + e.getMessage());
        } finally {
            attempt("ip", "netns", "del", name);
        }
    }

    private void make(int node) throws Exception {
        String space = space(node);
        run("ip", "netns", "add", space);
        run("ip", "link", "add", space, "type", "veth", "peer", "name", "eth0", "netns", space);
        run("ip", "link", "set", space, "master", name, "up");
        run("ip", "-n", space, "addr", "add", host(node) + "/24", "dev", "eth0");
        run("ip", "-n", space, "link", "set", "eth0", "up");
        run("ip", "-n", space, "link", "set", "lo", "up");
    }

    private String space(int node) {
        return name + "-" + node;
    }

    @Override
    public String host(int node) {
        return NET + (FIRST_NODE + node);
    }

    @Override
    public List<String> launcher(int node) {
        return List.of("ip", "netns", "exec", space(node));
    }

    @Override
    public Map<String, String> environment(int node, List<Integer> ports) {
        return Map.of("SLIPWAY_RECORDS", records, "SLIPWAY_ALLOW_INSECURE_HTTP", "true");
    }

    /** The same, and with the hooks of a gate. */
    TestCluster.Wiring with(Gate gate) {
        return new TestCluster.Wiring() {
            @Override
            public Map<String, String> environment(int node, List<Integer> ports) {
                Map<String, String> all = new HashMap<>(NetworkNamespaces.this.environment(node, ports));
                all.putAll(gate.environment(node));
                return all;
            }

            @Override
            public String host(int node) {
                return NetworkNamespaces.this.host(node);
            }

            @Override
            public List<String> launcher(int node) {
                return NetworkNamespaces.this.launcher(node);
            }
        };
    }

    /** Nothing goes between the two any more, neither way. */
    void cut(int node, int other) throws Exception {
        drop(node, host(other));
    }

    void cutPeers(int node) throws Exception {
        for (int other = 0; other < nodes; other++) {
            if (other != node) {
                cut(node, other);
            }
        }
    }

    void cutDatabase(int node) throws Exception {
        drop(node, DATABASE);
    }

    private void drop(int node, String address) throws Exception {
        run("ip", "netns", "exec", space(node), "iptables", "-A", "INPUT", "-s", address, "-j", "DROP");
        run("ip", "netns", "exec", space(node), "iptables", "-A", "OUTPUT", "-d", address, "-j", "DROP");
    }

    /** Of the packets that come to a node, this share is lost. */
    void lose(int node, double share) throws Exception {
        run("ip", "netns", "exec", space(node), "iptables", "-A", "INPUT", "-i", "eth0", "-m", "statistic", "--mode", "random",
                "--probability", Double.toString(share), "-j", "DROP");
    }

    void heal() throws Exception {
        for (int node = 0; node < nodes; node++) {
            run("ip", "netns", "exec", space(node), "iptables", "-F");
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said.strip());
        }
    }

    private static void attempt(String... command) throws Exception {
        try {
            run(command);
        } catch (IOException e) {
            // it is not there
        }
    }

    private void remove() throws Exception {
        List<String> spaces = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            spaces.add(space(node));
        }
        for (String space : spaces) {
            attempt("ip", "netns", "del", space);
            attempt("ip", "link", "del", space);
        }
        attempt("ip", "link", "del", name);
    }

    @Override
    public void close() throws Exception {
        database.close();
        remove();
    }
}
