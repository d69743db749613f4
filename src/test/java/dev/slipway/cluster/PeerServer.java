package dev.slipway.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.model.ChunkDigests;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A node that has a payload and may misbehave. */
final class PeerServer implements AutoCloseable {
    /** What happens to a request for a chunk. */
    interface Behaviour {
        /** @return whether the chunk is to be sent as it is; else the exchange was answered, or broken off */
        boolean meet(HttpExchange exchange, int chunk) throws IOException, InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final byte[] payload;
    private final NodeToken token;
    /** Numbers of the chunks that were asked for, in their order. */
    final List<Integer> asked = new CopyOnWriteArrayList<>();
    /** Chunks that were sent whole. */
    final AtomicInteger served = new AtomicInteger();
    final AtomicInteger atOnce = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    volatile Behaviour behaviour = (exchange, chunk) -> true;
    volatile @Nullable BitSet only;
    volatile long claimedSize;
    volatile boolean unknown;

    PeerServer(byte[] payload, NodeToken token) throws IOException {
        this.payload = payload;
        this.claimedSize = payload.length;
        this.token = token;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/slipway/cluster/payloads/", this::handle);
        server.start();
    }

    Holder holder(String name) {
        return new Holder(name, URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/slipway"));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/slipway".length());
        String field = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("");
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try {
            if (token.sender(field, exchange.getRequestMethod(), path).isEmpty()) {
                exchange.sendResponseHeaders(401, -1);
            } else if (unknown) {
                status(exchange, 404);
            } else if (path.endsWith("/chunks")) {
                byte[] map = ObjectWriter.write(new ChunkMap(claimedSize, Optional.ofNullable(only)).toObject(), Format.JSON);
                exchange.sendResponseHeaders(200, map.length);
                exchange.getResponseBody().write(map);
            } else {
                chunk(exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            atOnce.decrementAndGet();
            exchange.close();
        }
    }

    static void status(HttpExchange exchange, int status) throws IOException {
        exchange.getResponseHeaders().set("Content-Length", "0");
        exchange.sendResponseHeaders(status, -1);
    }

    private void chunk(HttpExchange exchange) throws IOException, InterruptedException {
        String[] range = exchange.getRequestHeaders().getFirst("Range").substring("bytes=".length()).split("-");
        int from = Integer.parseInt(range[0]);
        int to = Integer.parseInt(range[1]);
        int chunk = from / ChunkDigests.CHUNK_BYTES;
        asked.add(chunk);
        BitSet has = only;
        if (has != null && !has.get(chunk)) {
            status(exchange, 404);
        } else if (behaviour.meet(exchange, chunk)) {
            try (OutputStream out = begin(exchange, from, to)) {
                out.write(payload, from, to - from + 1);
            }
            served.incrementAndGet();
        }
    }

    /** The head of the right answer. */
    OutputStream begin(HttpExchange exchange, int from, int to) throws IOException {
        exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + to + "/" + payload.length);
        exchange.sendResponseHeaders(206, to - from + 1);
        return exchange.getResponseBody();
    }

    /** Sends the chunk, each byte changed by the given one. */
    boolean send(HttpExchange exchange, int chunk, int change, int most) throws IOException {
        int from = chunk * ChunkDigests.CHUNK_BYTES;
        int to = Math.min(payload.length, from + ChunkDigests.CHUNK_BYTES) - 1;
        OutputStream out = begin(exchange, from, to);
        byte[] bytes = new byte[Math.min(most, to - from + 1)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (payload[from + i] ^ change);
        }
        out.write(bytes);
        out.flush();
        return false;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
