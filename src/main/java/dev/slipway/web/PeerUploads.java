package dev.slipway.web;

import dev.slipway.cluster.ChunkMap;
import dev.slipway.model.ChunkDigests;
import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.HeldPayload;
import dev.slipway.release.PartialPayloads;
import java.io.IOException;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What other nodes get of payloads: of those that are whole any part, of others what is verified. A few at the same time; no
 * thread waits for a node that is slow. One for the server; any thread that may read the disk.
 */
final class PeerUploads {
    /** A part takes so long or less mostly. */
    private static final String RETRY_SECONDS = "1";
    /** How long a node may take nothing before another has its place, in nanoseconds. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(15);

    private final PartialPayloads payloads;
    private final Semaphore free;

    /** @param most parts that are sent at the same time */
    PeerUploads(PartialPayloads payloads, int most) {
        this.payloads = payloads;
        this.free = new Semaphore(most);
    }

    /** Tells which chunks there are. */
    Outgoing chunks(Digest digest, Answering answering) throws IOException {
        try (HeldPayload held = open(digest)) {
            return answering.success(new ChunkMap(held.size(), held.chunks()).toObject());
        }
    }

    /** Sends the part that is asked for, or all. */
    Outgoing payload(Digest digest, Answering answering) throws IOException {
        if (answering.withoutBody()) {
            return opened(digest, answering);
        }
        if (!free.tryAcquire()) {
            return answering.failure(new DeployException(Problem.SERVER_BUSY, "Other nodes get as much as this one gives"))
                    .with("Retry-After", RETRY_SECONDS);
        }
        boolean taken = false;
        try {
            Outgoing outgoing = opened(digest, answering);
            if (outgoing instanceof Streamed streamed) {
                taken = true;
                return new Streamed(streamed.status(), streamed.headers(), new Slot(streamed.source(), free),
                        streamed.patience());
            }
            return outgoing;
        } finally {
            if (!taken) {
                free.release();
            }
        }
    }

    private Outgoing opened(Digest digest, Answering answering) throws IOException {
        HeldPayload held = open(digest);
        try {
            Optional<String> wanted = answering.conditions().range();
            ByteRange part = wanted.flatMap(field -> ByteRange.parse(field, held.size()))
                    .orElse(new ByteRange(0, held.size()));
            if (held.chunks().isPresent() && !has(held.chunks().get(), part)) {
                throw new DeployException(Problem.NOT_FOUND, "This node does not have all of that part of the payload yet");
            }
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("Repr-Digest", digest.field());
            headers.put("Accept-Ranges", "bytes");
            headers.put("Content-Type", "application/octet-stream");
            return StoredFile.part(held.file(), held.size(), wanted, headers, answering, PATIENCE);
        } catch (IOException | RuntimeException e) {
            held.close();
            throw e;
        }
    }

    private static boolean has(BitSet chunks, ByteRange part) {
        if (part.length() == 0) {
            return true; // which is told in another way
        }
        int first = (int) (part.from() / ChunkDigests.CHUNK_BYTES);
        int last = (int) ((part.from() + part.length() - 1) / ChunkDigests.CHUNK_BYTES);
        return chunks.nextClearBit(first) > last;
    }

    private HeldPayload open(Digest digest) {
        return payloads.open(digest).orElseThrow(
                () -> new DeployException(Problem.NOT_FOUND, "This node has nothing of that payload"));
    }

    /** Bytes that take a place until they are over. */
    private record Slot(ByteSource source, Semaphore free, AtomicBoolean taken) implements ByteSource {
        Slot(ByteSource source, Semaphore free) {
            this(source, free, new AtomicBoolean(true));
        }

        @Override
        public int read(byte[] buffer, long now) throws IOException {
            return source.read(buffer, now);
        }

        @Override
        public void close() throws IOException {
            if (taken.compareAndSet(true, false)) {
                free.release();
            }
            source.close();
        }
    }
}
