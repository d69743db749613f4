package dev.slipway.release;

import dev.slipway.config.PayloadLimit;
import dev.slipway.model.DeploymentId;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Puts payloads aside on the home's disk while it is not known yet what they are for. What a dead process left is
 * removed with the other arriving payloads at start-up. One for the server; any worker thread.
 */
public final class Spool {
    private static final System.Logger LOG = System.getLogger(Spool.class.getName());
    private static final String PUTTING_ASIDE = "putting the archive aside";
    private static final int COPY_BYTES = 64 * 1024;

    private final Path directory;
    private final Room room;
    private final PayloadLimit limit;
    private final Opening opening;

    /** Makes what is put aside. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** How the file of a parcel is opened for writing. */
    interface Opening {
        OutputStream open(Path file) throws IOException;
    }

    /**
     * In a home.
     *
     * @param room is asked before each {@link Room#STEP_BYTES}
     * @param most largest payload in bytes ({@code max-payload-bytes})
     */
    public Spool(HomeDirectory home, Room room, long most) {
        this(home, room, most, file -> new FileOutputStream(file.toFile()));
    }

    Spool(HomeDirectory home, Room room, long most, Opening opening) {
        this.directory = home.payloads();
        this.room = room;
        this.limit = new PayloadLimit(most);
        this.opening = opening;
    }

    /**
     * Begins an empty parcel.
     *
     * @throws DeployException {@link Problem#NO_SPACE} or {@link Problem#STORAGE_FAILED} when its file cannot be made
     */
    public Parcel begin() {
        Path file = directory.resolve(KeptPayloads.INCOMING + "spool-" + DeploymentId.next());
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw StorageFailure.of(e, PUTTING_ASIDE);
        }
        return new Parcel(file);
    }

    /** One payload that was put aside. Filled once, then opened once; closing it removes it. One thread. */
    public final class Parcel implements Closeable {
        private final Path file;

        private Parcel(Path file) {
            this.file = file;
        }

        /**
         * Takes all bytes of a stream; blocks until it ends.
         *
         * @throws DeployException {@link Problem#LIMIT_EXCEEDED}, {@link Problem#NO_SPACE},
         *     {@link Problem#STORAGE_FAILED}, or what reading the stream throws
         * @throws IOException what reading the stream throws
         */
        public void fill(InputStream in) throws IOException {
            try (Aside out = new Aside(opening, file, room)) {
                byte[] buffer = new byte[COPY_BYTES];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    limit.check(out.total + count);
                    out.write(buffer, 0, count);
                }
            }
        }

        /**
         * Takes what is made here, of any size; blocks until it is whole.
         *
         * @return its bytes
         * @throws DeployException {@link Problem#NO_SPACE}, {@link Problem#STORAGE_FAILED}, or what making it throws
         * @throws IOException what making it throws
         */
        public long fill(Content content) throws IOException {
            try (Aside out = new Aside(opening, file, room)) {
                content.writeTo(out);
                return out.total;
            }
        }

        /** Reads what was taken, from its beginning; closed by whoever asked for it. */
        public InputStream open() {
            try {
                return new FileInputStream(file.toFile());
            } catch (IOException e) {
                throw StorageFailure.of(e, "reading the archive that was put aside");
            }
        }

        /** Never fails: what cannot be removed is logged and left for the sweep. */
        @Override
        public void close() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "Cannot delete " + file.getFileName(), e);
            }
        }
    }

    /** The file while it is written: what the disk refuses is no failure of the stream that is read. */
    private static final class Aside extends OutputStream {
        private final OutputStream out;
        private final Room room;
        private long total;
        private long asked;
        private long left;

        Aside(Opening opening, Path file, Room room) {
            this.room = room;
            try {
                out = opening.open(file);
            } catch (IOException e) {
                throw StorageFailure.of(e, PUTTING_ASIDE);
            }
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            if (count > left) {
                long step = Math.max(count, Room.STEP_BYTES);
                room.require(step, asked - left);
                asked = step;
                left = step;
            }
            left -= count;
            total += count;
            try {
                out.write(bytes, offset, count);
            } catch (IOException e) {
                throw StorageFailure.of(e, PUTTING_ASIDE);
            }
        }

        /** Some file systems tell only now that the disk is full. */
        @Override
        public void close() {
            try {
                out.close();
            } catch (IOException e) {
                throw StorageFailure.of(e, PUTTING_ASIDE);
            }
        }
    }
}
