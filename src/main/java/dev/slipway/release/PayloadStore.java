package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The archives as they were received, by the digest of their bytes: {@code payloads/<sha256>}. Equal archives are kept
 * once. How many deployments use one, and how long it is kept, is the business of the deployment records: here it
 * stays until {@link #delete}. Any worker thread.
 */
public interface PayloadStore {
    /** Keeps archives in an open home directory. */
    static PayloadStore keeping(HomeDirectory home) {
        return keeping(home, Room.ENDLESS);
    }

    /**
     * Keeps archives in an open home directory.
     *
     * @param room is asked before each {@link Room#STEP_BYTES} of an archive are written
     */
    static PayloadStore keeping(HomeDirectory home, Room room) {
        return new KeptPayloads(home, new RealDisk(), room);
    }

    /** Keeps nothing (setting {@code keep-payloads=false}): what is written goes nowhere, nothing is ever found. */
    static PayloadStore none() {
        return NoPayloads.INSTANCE;
    }

    /**
     * Begins an archive.
     *
     * @param id the deployment that receives it; one archive at a time for each
     * @throws DeployException {@link Problem#INVALID_REQUEST} when one of that id is arriving already,
     *         {@link Problem#NO_SPACE} or {@link Problem#STORAGE_FAILED} when the file cannot be made
     */
    Incoming begin(DeploymentId id);

    /** The archive with that digest; empty when it is not kept. Complete and durable. */
    Optional<Path> find(Digest digest);

    /**
     * Deletes an archive; readers that have it open may read on.
     *
     * @return how many bytes it had; 0 when it was not kept
     * @throws DeployException {@link Problem#STORAGE_FAILED} when it cannot be deleted
     */
    long delete(Digest digest);

    /**
     * Tells of each archive that is kept, in no order, as it is found: nothing is held in memory.
     *
     * @throws DeployException {@link Problem#STORAGE_FAILED} when the directory cannot be read
     */
    void each(Consumer<Kept> visitor);

    /**
     * An archive that is kept.
     *
     * @param bytes its size
     * @param storedAt when it was received last, in milliseconds since the epoch
     */
    record Kept(Digest digest, long bytes, long storedAt) {}

    /**
     * An archive that is arriving. Written by one thread at a time, not buffered: write pieces of some KiB or more.
     * Ends with {@link #keep} or {@link #discard}; closing it discards it unless it was kept, so that
     * try-with-resources leaves nothing.
     */
    abstract class Incoming extends OutputStream {
        /** For the stores of this package. */
        Incoming() {}

        @Override
        public final void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        /**
         * Appends bytes.
         *
         * @throws DeployException {@link Problem#NO_SPACE} or {@link Problem#STORAGE_FAILED}, so that a failure here
         *         is not taken for one of the stream that the bytes come from
         */
        @Override
        public abstract void write(byte[] bytes, int offset, int length);

        /**
         * Makes it an archive of the store, durably.
         *
         * @param digest of all bytes that were written; the caller has computed it on the way
         * @throws DeployException {@link Problem#NO_SPACE} or {@link Problem#STORAGE_FAILED}; it can only be discarded
         *         then
         */
        public abstract void keep(Digest digest);

        /** Deletes it unless it is kept. Never fails: what cannot be deleted is logged and left for the sweep. */
        public abstract void discard();

        /** As {@link #discard}. */
        @Override
        public final void close() {
            discard();
        }
    }
}
