package dev.slipway.release;

import dev.slipway.model.ChunkDigests;
import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A payload that is being pulled: its part file, and which chunks of it are verified. Several threads write a chunk each;
 * one completes it. Holds a few bits for each chunk.
 */
public final class PartialPayload implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;
    private static final String WHAT = "keeping a payload of another node";

    private final PartialPayloads store;
    private final Digest digest;
    private final ChunkDigests chunks;
    private final Path file;
    private final ChunkJournal journal;
    /** Guarded by this, like what follows. */
    private final BitSet verified;
    private final BitSet writing = new BitSet();
    private boolean closed;

    PartialPayload(PartialPayloads store, Digest digest, ChunkDigests chunks, Path file, Path journal, BitSet verified) {
        this.store = store;
        this.digest = digest;
        this.chunks = chunks;
        this.file = file;
        this.journal = new ChunkJournal(journal);
        this.verified = verified;
    }

    /** Of the whole. */
    public Digest digest() {
        return digest;
    }

    /** Of its chunks. */
    public ChunkDigests chunks() {
        return chunks;
    }

    /** Which chunks are verified and on the disk; a copy. */
    public synchronized BitSet verified() {
        return (BitSet) verified.clone();
    }

    /** Bytes of the verified chunks. */
    public synchronized long verifiedBytes() {
        int last = chunks.count() - 1;
        long missing = last >= 0 && verified.get(last) ? ChunkDigests.CHUNK_BYTES - chunks.length(last) : 0;
        return (long) verified.cardinality() * ChunkDigests.CHUNK_BYTES - missing;
    }

    /**
     * Begins to write a chunk. To be closed.
     *
     * @throws DeployException {@link Problem#NO_SPACE}, {@link Problem#STORAGE_FAILED}
     * @throws IllegalStateException when the chunk is verified, is being written, or this is closed
     */
    public Chunk begin(int chunk) {
        int length = chunks.length(chunk);
        store.room().require(length, length); // it is written before the next one, as a rule
        synchronized (this) {
            requireOpen();
            if (verified.get(chunk) || writing.get(chunk)) {
                throw new IllegalStateException("chunk " + chunk + " is there already, or on its way");
            }
            try {
                Chunk begun = new Chunk(chunk);
                writing.set(chunk);
                return begun;
            } catch (IOException e) {
                throw StorageFailure.of(e, WHAT);
            }
        }
    }

    /** One chunk that is being written; one thread. By {@code java.io}, because an interrupt would close a channel. */
    public final class Chunk implements AutoCloseable {
        private final int number;
        private final RandomAccessFile out;
        private final MessageDigest sha256 = sha256();
        private int left;

        private Chunk(int number) throws IOException {
            this.number = number;
            this.left = chunks.length(number);
            this.out = new RandomAccessFile(file.toFile(), "rw");
            try {
                out.seek(chunks.offset(number));
            } catch (IOException e) {
                out.close();
                throw e;
            }
        }

        /**
         * The next bytes of it.
         *
         * @throws DeployException {@link Problem#NO_SPACE} or {@link Problem#STORAGE_FAILED}
         */
        public void write(byte[] bytes, int offset, int length) {
            if (length > left) {
                throw new IllegalArgumentException("more bytes than the chunk has");
            }
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw StorageFailure.of(e, WHAT);
            }
            sha256.update(bytes, offset, length);
            left -= length;
        }

        /**
         * All of it is written: if the digest is right it is synced and counts from now on.
         *
         * @return whether the digest is right
         * @throws DeployException {@link Problem#NO_SPACE} or {@link Problem#STORAGE_FAILED}; it does not count then
         */
        public boolean verify() {
            if (left > 0) {
                throw new IllegalStateException(left + " bytes of the chunk are missing");
            }
            if (!chunks.matches(number, sha256.digest())) {
                return false;
            }
            try {
                store.disk().force(file);
                count(number);
                return true;
            } catch (IOException e) {
                throw StorageFailure.of(e, WHAT);
            }
        }

        /** Unless it was verified, it may be begun again. */
        @Override
        public void close() {
            synchronized (PartialPayload.this) {
                writing.clear(number);
            }
            try {
                out.close();
            } catch (IOException e) {
                throw StorageFailure.of(e, WHAT);
            }
        }
    }

    private synchronized void count(int chunk) throws IOException {
        requireOpen();
        journal.append(chunk);
        verified.set(chunk);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the payload is closed");
        }
    }

    /**
     * Checks the whole and makes it a payload of the home directory, durably; reads all of it once. When the whole is wrong
     * the chunks are looked at again: those that the disk has changed since are missing from then on.
     *
     * @param goOn asked now and then; false breaks it off
     * @return the payload's file; empty when chunks are missing after all, or it was broken off
     * @throws DeployException {@link Problem#DIGEST_MISMATCH} when every chunk is right and the whole is not: no node can
     *     have it then; {@link Problem#STORAGE_FAILED}
     * @throws IllegalStateException when chunks are missing, or this is closed
     */
    public Optional<Path> complete(BooleanSupplier goOn) {
        synchronized (this) {
            requireOpen();
            if (verified.cardinality() < chunks.count()) {
                throw new IllegalStateException("chunks are missing");
            }
        }
        try {
            Optional<Digest> whole = digestOfWhole(goOn);
            if (whole.isEmpty()) {
                return Optional.empty();
            }
            if (!whole.get().equals(digest)) {
                return dropWrong(goOn);
            }
            Path kept = store.keep(digest);
            synchronized (this) {
                closed = true;
            }
            return Optional.of(kept);
        } catch (IOException e) {
            throw StorageFailure.of(e, WHAT);
        }
    }

    private Optional<Digest> digestOfWhole(BooleanSupplier goOn) throws IOException {
        MessageDigest sha256 = sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int chunk = 0; chunk < chunks.count(); chunk++) {
                if (!goOn.getAsBoolean()) {
                    return Optional.empty();
                }
                read(in, chunk, sha256, buffer);
            }
        }
        return Optional.of(Digest.of(sha256.digest()));
    }

    private void read(InputStream in, int chunk, MessageDigest sha256, byte[] buffer) throws IOException {
        for (int left = chunks.length(chunk); left > 0; ) {
            int count = in.read(buffer, 0, Math.min(left, buffer.length));
            if (count < 0) {
                throw new IOException("the file has become shorter");
            }
            sha256.update(buffer, 0, count);
            left -= count;
        }
    }

    private Optional<Path> dropWrong(BooleanSupplier goOn) throws IOException {
        BitSet right = new BitSet();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int chunk = 0; chunk < chunks.count(); chunk++) {
                if (!goOn.getAsBoolean()) {
                    return Optional.empty();
                }
                MessageDigest sha256 = sha256();
                read(in, chunk, sha256, buffer);
                right.set(chunk, chunks.matches(chunk, sha256.digest()));
            }
        }
        if (right.cardinality() == chunks.count()) {
            throw new DeployException(Problem.DIGEST_MISMATCH, "Every chunk of the payload has its digest, but the whole has"
                    + " not the digest " + digest + ": the record is wrong");
        }
        synchronized (this) {
            journal.create(chunks, right);
            store.disk().force(journal.file());
            verified.and(right);
        }
        return Optional.empty();
    }

    /** What is verified stays, for the next attempt or for good when it was completed. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        store.closed(this);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
