package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Keeps archives in {@code payloads/}. */
final class KeptPayloads implements PayloadStore {
    /** How the names of arriving archives begin. */
    static final String INCOMING = ".incoming-";
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");
    private static final String LISTING = "listing the archives";
    private static final System.Logger LOG = System.getLogger(KeptPayloads.class.getName());

    private final Path directory;
    private final Disk disk;
    private final Room room;

    KeptPayloads(HomeDirectory home, Disk disk, Room room) {
        this.directory = home.payloads();
        this.disk = disk;
        this.room = room;
    }

    @Override
    public Incoming begin(DeploymentId id) {
        Path file = directory.resolve(INCOMING + id);
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            throw new DeployException(Problem.INVALID_REQUEST, "The deployment id " + id + " is in use", e);
        } catch (IOException e) {
            throw StorageFailure.of(e, "keeping the archive");
        }
        try {
            return new Arriving(file, new FileOutputStream(file.toFile()));
        } catch (IOException e) {
            TreeRemoval.remove(file, disk);
            throw StorageFailure.of(e, "keeping the archive");
        }
    }

    @Override
    public Optional<Path> find(Digest digest) {
        Path file = directory.resolve(digest.hex());
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Optional.of(file) : Optional.empty();
    }

    @Override
    public long delete(Digest digest) {
        Path file = directory.resolve(digest.hex());
        try {
            long size = Files.size(file);
            disk.delete(file);
            disk.force(directory);
            return size;
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw StorageFailure.of(e, "deleting the archive");
        }
    }

    @Override
    public void each(Consumer<Kept> visitor) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, KeptPayloads::isArchive)) {
            for (Path file : files) {
                tell(file, visitor);
            }
        } catch (DirectoryIteratorException e) {
            throw StorageFailure.of(e.getCause(), LISTING);
        } catch (IOException e) {
            throw StorageFailure.of(e, LISTING);
        }
    }

    private static boolean isArchive(Path file) {
        return NAME.matcher(file.getFileName().toString()).matches();
    }

    private static void tell(Path file, Consumer<Kept> visitor) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return; // deleted meanwhile
        }
        if (attributes.isRegularFile()) {
            visitor.accept(new Kept(new Digest(file.getFileName().toString()), attributes.size(),
                    attributes.lastModifiedTime().toMillis()));
        }
    }

    /** One thread at a time. By {@code java.io}, because an interrupt would close a channel in the middle. */
    private final class Arriving extends Incoming {
        private final Path file;
        private final FileOutputStream out;
        private boolean ended;
        private long asked;
        private long left;

        Arriving(Path file, FileOutputStream out) {
            this.file = file;
            this.out = out;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (length > left) {
                long step = Math.max(length, Room.STEP_BYTES);
                room.require(step, asked - left);
                asked = step;
                left = step;
            }
            left -= length;
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw StorageFailure.of(e, "keeping the archive");
            }
        }

        @Override
        public void keep(Digest digest) {
            if (ended) {
                throw new IllegalStateException("the archive has ended");
            }
            try {
                out.close();
                store(directory.resolve(digest.hex()));
                ended = true;
            } catch (IOException e) {
                throw StorageFailure.of(e, "keeping the archive");
            }
        }

        /** An older file of another size was damaged since: it is replaced. A good one counts as new from now on. */
        private void store(Path target) throws IOException {
            if (Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS) && Files.size(target) == Files.size(file)) {
                Files.setLastModifiedTime(target, Files.getLastModifiedTime(file));
                disk.delete(file);
            } else {
                disk.force(file);
                disk.rename(file, target);
            }
            disk.force(directory);
        }

        @Override
        public void discard() {
            if (ended) {
                return;
            }
            ended = true;
            try (out) {
                disk.delete(file);
            } catch (NoSuchFileException e) {
                // renamed before the failure
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "Cannot delete " + file.getFileName(), e);
            }
        }
    }
}
