package dev.slipway.release;

import dev.slipway.model.ChunkDigests;
import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Payloads that come from other nodes in chunks, in any order, and survive a restart: {@code payloads/.pulling-<sha256>} and
 * beside it the journal of the chunks that are verified. A chunk counts when its digest was right and it is on the disk.
 * One for a home directory; any thread.
 */
public final class PartialPayloads {
    /** How the names of part files and their journals begin. */
    static final String PULLING = ".pulling-";
    /** How long a part file that does not grow is kept over a start. */
    static final Duration MAX_AGE = Duration.ofDays(7);
    private static final String JOURNAL = ".chunks";
    private static final String FORGETTING = "deleting an unfinished payload";
    private static final Pattern NAME = Pattern.compile(Pattern.quote(PULLING) + "([0-9a-f]{64})(?:" + Pattern.quote(JOURNAL) + ")?");
    private static final String WHAT = "keeping a payload of another node";
    private static final System.Logger LOG = System.getLogger(PartialPayloads.class.getName());

    private final Path directory;
    private final Disk disk;
    private final Room room;
    /** Guarded by this. */
    private final Map<Digest, PartialPayload> open = new HashMap<>();

    PartialPayloads(HomeDirectory home, Disk disk, Room room) {
        this.directory = home.payloads();
        this.disk = disk;
        this.room = room;
    }

    /**
     * In an open home directory.
     *
     * @param room is asked before each chunk is written, and for the whole of what is missing when a payload is begun
     */
    public static PartialPayloads in(HomeDirectory home, Room room) {
        return new PartialPayloads(home, new RealDisk(), room);
    }

    /**
     * Begins a payload, or goes on with what an earlier attempt or process has verified of it. To be closed; what is there
     * stays then.
     *
     * @param digest of the whole
     * @param chunks of its chunks; what was pulled by others is of no use and deleted
     * @throws DeployException {@link Problem#NO_SPACE}, {@link Problem#STORAGE_FAILED}
     * @throws IllegalStateException when it is open already
     */
    public PartialPayload resume(Digest digest, ChunkDigests chunks) {
        PartialPayload payload;
        synchronized (this) {
            if (open.containsKey(digest)) {
                throw new IllegalStateException("this payload is being pulled");
            }
            try {
                payload = new PartialPayload(this, digest, chunks, part(digest), journal(digest), verified(digest, chunks));
            } catch (IOException e) {
                throw StorageFailure.of(e, WHAT);
            }
            open.put(digest, payload);
        }
        try {
            room.require(chunks.size() - payload.verifiedBytes(), 0);
            return payload;
        } catch (RuntimeException | Error e) {
            payload.close();
            throw e;
        }
    }

    private BitSet verified(Digest digest, ChunkDigests chunks) throws IOException {
        Path part = part(digest);
        ChunkJournal journal = new ChunkJournal(journal(digest));
        Optional<ChunkJournal.Content> before = journal.read().filter(content -> content.isOf(chunks));
        if (before.isPresent() && Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)
                && Files.size(part) == chunks.size()) {
            journal.repair(before.get());
            return before.get().verified();
        }
        remove(digest);
        try (RandomAccessFile file = new RandomAccessFile(part.toFile(), "rw")) {
            file.setLength(chunks.size());
        }
        journal.create(chunks, new BitSet());
        disk.force(directory); // an older part file of that name does not come back
        return new BitSet(chunks.count());
    }

    /**
     * Opens what this node has of a payload, complete or not. To be closed.
     *
     * @throws DeployException {@link Problem#STORAGE_FAILED}
     */
    public synchronized Optional<HeldPayload> open(Digest digest) {
        try {
            Path kept = directory.resolve(digest.hex());
            if (Files.isRegularFile(kept, LinkOption.NOFOLLOW_LINKS)) {
                FileChannel file = FileChannel.open(kept);
                return Optional.of(new HeldPayload(file, file.size(), Optional.empty()));
            }
            PartialPayload pulling = open.get(digest);
            if (pulling != null) {
                return Optional.of(new HeldPayload(FileChannel.open(part(digest)), pulling.chunks().size(),
                        Optional.of(pulling.verified())));
            }
            return unfinished(digest);
        } catch (NoSuchFileException e) {
            return Optional.empty(); // deleted meanwhile
        } catch (IOException e) {
            throw StorageFailure.of(e, "reading a payload");
        }
    }

    private Optional<HeldPayload> unfinished(Digest digest) throws IOException {
        Optional<ChunkJournal.Content> content = new ChunkJournal(journal(digest)).read();
        Path part = part(digest);
        if (content.isEmpty() || !Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)
                || Files.size(part) != content.get().size()) {
            return Optional.empty();
        }
        return Optional.of(new HeldPayload(FileChannel.open(part), content.get().size(),
                Optional.of(content.get().verified())));
    }

    /** Whether the payload is kept whole. */
    public Optional<Path> kept(Digest digest) {
        Path file = directory.resolve(digest.hex());
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Optional.of(file) : Optional.empty();
    }

    /**
     * Deletes a payload that is kept whole and has not the bytes of its digest any more. Reads all of it.
     *
     * @return whether it was so
     * @throws DeployException {@link Problem#STORAGE_FAILED}
     */
    public boolean discardIfDamaged(Digest digest) {
        Path file = directory.resolve(digest.hex());
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            if (Digest.of(in.getMessageDigest().digest()).equals(digest)) {
                return false;
            }
            disk.delete(file);
            disk.force(directory);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw StorageFailure.of(e, "checking a payload");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Deletes what was pulled of all payloads but these, and those that are being pulled.
     *
     * @throws DeployException {@link Problem#STORAGE_FAILED}: some may be left
     */
    public void forgetAllBut(Set<Digest> wanted) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PULLING + "*")) {
            for (Path file : files) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches() && !wanted.contains(new Digest(name.group(1)))) {
                    forgetIfIdle(new Digest(name.group(1)));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw StorageFailure.of(e.getCause(), FORGETTING);
        } catch (IOException e) {
            throw StorageFailure.of(e, FORGETTING);
        }
    }

    private synchronized void forgetIfIdle(Digest digest) throws IOException {
        if (!open.containsKey(digest)) {
            remove(digest);
        }
    }

    /** The journal first, durably: the chunks of a later part file must never be told by an older journal. */
    private void remove(Digest digest) throws IOException {
        if (Files.exists(journal(digest), LinkOption.NOFOLLOW_LINKS)) {
            disk.delete(journal(digest));
            disk.force(directory);
        }
        disk.deleteIfThere(part(digest));
    }

    /** The part file is the payload: it gets its name, durably. */
    synchronized Path keep(Digest digest) throws IOException {
        Path kept = directory.resolve(digest.hex());
        disk.force(part(digest));
        disk.rename(part(digest), kept);
        disk.force(directory);
        open.remove(digest);
        try {
            disk.delete(journal(digest));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "A journal of chunks is left for the next sweep", e);
        }
        return kept;
    }

    synchronized void closed(PartialPayload payload) {
        open.remove(payload.digest(), payload);
    }

    Disk disk() {
        return disk;
    }

    Room room() {
        return room;
    }

    private Path part(Digest digest) {
        return directory.resolve(PULLING + digest.hex());
    }

    private Path journal(Digest digest) {
        return directory.resolve(PULLING + digest.hex() + JOURNAL);
    }

    /** Whether the sweep takes this part file or journal: no pair, or none that has grown for {@link #MAX_AGE}. */
    static boolean isAbandoned(Path file) throws IOException {
        String name = file.getFileName().toString();
        Path journal = name.endsWith(JOURNAL) ? file : file.resolveSibling(name + JOURNAL);
        Path part = name.endsWith(JOURNAL)
                ? file.resolveSibling(name.substring(0, name.length() - JOURNAL.length())) : file;
        return !Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)
                || !Files.isRegularFile(journal, LinkOption.NOFOLLOW_LINKS)
                || System.currentTimeMillis() - Files.getLastModifiedTime(part).toMillis() > MAX_AGE.toMillis();
    }
}
