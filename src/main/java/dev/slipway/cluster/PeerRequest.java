package dev.slipway.cluster;

import dev.slipway.release.PartialPayload;
import java.io.IOException;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One question of a pull to a node: which chunks it has, or one of them. Performed by one thread; any may cancel it. */
final class PeerRequest {
    /** In the place of a chunk's number. */
    static final int MAP = -1;

    private static final System.Logger LOG = System.getLogger(PeerRequest.class.getName());
    private static final int BUFFER = 64 * 1024;
    private static final int PARTIAL_CONTENT = 206;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;
    private static final int MAX_PAUSE_SECONDS = 10;

    private final PullRun run;
    private final HolderState holder;
    private final int chunk;
    private final long since = System.nanoTime();
    private volatile PeerConnection connection;
    private volatile boolean cancelled;
    private volatile long received;
    private final boolean fresh;

    /** @param idle a connection to that node that may still be open */
    PeerRequest(PullRun run, HolderState holder, int chunk, @Nullable PeerConnection idle) {
        this.run = run;
        this.holder = holder;
        this.chunk = chunk;
        this.fresh = idle == null;
        this.connection = idle == null ? run.peers().connection(holder.holder()) : idle;
    }

    HolderState holder() {
        return holder;
    }

    int chunk() {
        return chunk;
    }

    boolean isMap() {
        return chunk == MAP;
    }

    /** When it began, in nano time. */
    long since() {
        return since;
    }

    /** Bytes of the chunk that have come. */
    long received() {
        return received;
    }

    /** Ends it within a moment, as a failure. */
    void cancel() {
        cancelled = true;
        connection.close();
    }

    /** Blocks; what came of it is told to the run. @throws dev.slipway.problem.DeployException when this node's disk failed */
    void perform() {
        PeerConnection reusable = null;
        try {
            if (isMap()) {
                askForMap();
            } else {
                fetch();
            }
            reusable = connection.finish() ? connection : null;
        } catch (IOException e) {
            failed(e);
        } finally {
            if (reusable == null) {
                connection.close();
            }
            run.ended(this, reusable);
        }
    }

    private void failed(IOException e) {
        if (!cancelled) {
            LOG.log(System.Logger.Level.DEBUG, "a request to " + holder.holder() + " failed", e);
            synchronized (run) {
                holder.failed(System.nanoTime());
            }
        }
    }

    /** On a connection that was used before; if the node has closed it meanwhile, on a new one. */
    private PeerConnection.Head ask(String path, String fields) throws IOException {
        if (fresh) {
            connection.open();
        } else {
            try {
                return connection.ask(path, fields);
            } catch (IOException e) {
                connection.close();
                connection = run.peers().connection(holder.holder());
                connection.open();
            }
        }
        if (cancelled) {
            throw new IOException("cancelled");
        }
        return connection.ask(path, fields);
    }

    private void askForMap() throws IOException {
        String path = run.what().chunksPath();
        PeerConnection.Head head = ask(path, run.peers().fields(path));
        int count = run.what().chunks().count();
        if (head.status() != OK) {
            refused(head);
            return;
        }
        ChunkMap map = ChunkMap.read(connection.readAll(ChunkMap.mostBytes(count)));
        if (map.size() != run.what().chunks().size()) {
            putAside("says that the payload has " + map.size() + " bytes");
            return;
        }
        synchronized (run) {
            holder.told(map.of(count), map.chunks().isEmpty(), System.nanoTime());
        }
    }

    private void fetch() throws IOException {
        String path = run.what().path();
        long from = run.what().chunks().offset(chunk);
        int length = run.what().chunks().length(chunk);
        PeerConnection.Head head = ask(path, run.peers().fields(path, from, length));
        if (head.status() != PARTIAL_CONTENT) {
            refused(head);
            return;
        }
        String range = "bytes " + from + "-" + (from + length - 1) + "/" + run.what().chunks().size();
        if (head.length() != length || !head.field("content-range").filter(range::equals).isPresent()) {
            putAside("sends another range than " + range);
            return;
        }
        receive(length);
    }

    private void receive(int length) throws IOException {
        byte[] buffer = new byte[Math.min(BUFFER, length)];
        try (PartialPayload.Chunk part = run.payload().begin(chunk)) {
            for (int count = connection.read(buffer, buffer.length); count >= 0;
                    count = connection.read(buffer, buffer.length)) {
                part.write(buffer, 0, count);
                received += count;
            }
            if (part.verify()) {
                run.came(System.nanoTime() - since);
                synchronized (run) {
                    holder.gave();
                }
                return;
            }
        }
        putAside("sent wrong bytes for chunk " + chunk);
    }

    private void putAside(String why) throws IOException {
        LOG.log(System.Logger.Level.WARNING, "Node {0} {1} of payload {2}: it is not asked for it any more",
                holder.holder(), why, run.what().digest());
        synchronized (run) {
            holder.putAside();
        }
        connection.close();
    }

    private void refused(PeerConnection.Head head) throws IOException {
        long now = System.nanoTime();
        synchronized (run) {
            if (head.status() == UNAVAILABLE) {
                holder.busy(now, TimeUnit.SECONDS.toNanos(pauseSeconds(head)));
            } else if (head.status() == NOT_FOUND) {
                holder.told(new BitSet(), false, now);
            } else {
                holder.failed(now);
                if (holder.warnOnce()) {
                    LOG.log(System.Logger.Level.WARNING, "Node {0} answers {1} to this node''s request for payload {2}",
                            holder.holder(), head.status(), run.what().digest());
                }
            }
        }
    }

    private static long pauseSeconds(PeerConnection.Head head) {
        return head.field("retry-after").filter(field -> field.matches("[0-9]{1,4}"))
                .map(field -> Math.min(Long.parseLong(field), MAX_PAUSE_SECONDS)).orElse(1L);
    }
}
