package dev.slipway.release;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One owner of a home directory at a time: a lock on {@code <home>/lock}, in which the holder writes who it is.
 *
 * <p>Between processes the operating system's lock decides. Within one process (two versions of the WAR, each with its
 * own class loader) it cannot: on POSIX, closing <em>any</em> channel of the file drops the process's lock. So nobody
 * opens the file before it has claimed the home in the system properties, which all class loaders share; the value is a
 * string, so that it keeps no class loader alive. The file is never deleted: a lock on a deleted file guards nothing.
 */
final class HomeLock implements AutoCloseable {
    private static final long POLL_MILLIS = 50;
    private static final int MAX_HOLDER_BYTES = 512;
    private static final System.Logger LOG = System.getLogger(HomeLock.class.getName());

    private final String claim;
    private final FileChannel channel;

    private HomeLock(String claim, FileChannel channel) {
        this.claim = claim;
        this.channel = channel;
    }

    /**
     * Waits for the lock.
     *
     * @param home real path of the home directory
     * @param timeout longest wait; zero tries once
     * @throws HomeRefusedException when somebody else holds it for that long, or the wait is interrupted
     */
    static HomeLock acquire(Path home, Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        String claim = "dev.slipway.home-lock:" + home;
        String self = self();
        Properties shared = System.getProperties();
        Object holder = shared.putIfAbsent(claim, self);
        while (holder != null) {
            pauseOrRefuse(home, deadline, timeout, holder.toString());
            holder = shared.putIfAbsent(claim, self);
        }
        try {
            return lockFile(home, claim, self, deadline, timeout);
        } catch (IOException | RuntimeException e) {
            shared.remove(claim);
            throw e;
        }
    }

    private static HomeLock lockFile(Path home, String claim, String self, long deadline, Duration timeout)
            throws IOException {
        FileChannel channel = open(home.resolve("lock"));
        try {
            while (tryLock(channel) == null) {
                pauseOrRefuse(home, deadline, timeout, holder(channel).orElse("another process"));
            }
            sign(channel, self);
            return new HomeLock(claim, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static FileChannel open(Path file) throws HomeRefusedException {
        try {
            return FileChannel.open(file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw new HomeRefusedException("Cannot open the lock file " + file + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void pauseOrRefuse(Path home, long deadline, Duration timeout, String holder)
            throws HomeRefusedException {
        if (System.nanoTime() - deadline >= 0) {
            throw new HomeRefusedException("The home directory " + home + " is in use by " + holder + " (waited "
                    + timeout.toMillis() + " ms for it). Stop that one, or give this server a home of its own.");
        }
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HomeRefusedException("Interrupted while waiting for the home directory " + home, e);
        }
    }

    private static String self() {
        return "pid " + ProcessHandle.current().pid() + " on " + host() + " since " + Instant.now();
    }

    /** Without asking the network's name service, which may hang. */
    private static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            Map<String, String> env = System.getenv();
            return env.getOrDefault("HOSTNAME", env.getOrDefault("COMPUTERNAME", "this host"));
        }
    }

    private static Optional<String> holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(MAX_HOLDER_BYTES);
        channel.read(text, 0);
        String holder = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
        return holder.isEmpty() ? Optional.empty() : Optional.of(holder);
    }

    /** A full disk is no reason not to hold the lock: only the name is missing then. */
    private static void sign(FileChannel channel, String self) {
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((self + "\n").getBytes(StandardCharsets.UTF_8)), 0);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Cannot write who holds the home directory into its lock file", e);
        }
    }

    /** Gives the home free. The second call does nothing. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            try (channel) {
                channel.truncate(0);
            } finally {
                System.getProperties().remove(claim);
            }
        }
    }
}
