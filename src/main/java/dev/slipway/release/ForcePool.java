package dev.slipway.release;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Syncs files one by one, by a few threads that live as long as one tree takes. Used by the thread that made it. */
final class ForcePool implements AutoCloseable {
    private static final int THREADS = 8;
    private static final int MAX_OUTSTANDING = 64;

    private final Disk disk;
    private final @Nullable ExecutorService threads;
    private final Semaphore outstanding = new Semaphore(MAX_OUTSTANDING);
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

    /** @param parallel whether threads are worth it; otherwise the caller does the work */
    ForcePool(Disk disk, boolean parallel) {
        this.disk = disk;
        this.threads = parallel ? Executors.newFixedThreadPool(THREADS, ForcePool::thread) : null;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "slipway-sync");
        thread.setDaemon(true);
        return thread;
    }

    /** Syncs every regular file and waits for all. Links are not followed. */
    void files(Path root) throws IOException {
        force(root, new Visitor(false));
    }

    /** Syncs every directory, deepest first, and waits for all. */
    void directories(Path root) throws IOException {
        force(root, new Visitor(true));
    }

    private void force(Path root, Visitor visitor) throws IOException {
        try {
            Files.walkFileTree(root, visitor);
            outstanding.acquire(MAX_OUTSTANDING);
            outstanding.release(MAX_OUTSTANDING);
        } catch (InterruptedException e) {
            throw interrupted();
        }
        throwFailure();
    }

    private void submit(Path path) throws IOException {
        throwFailure();
        ExecutorService pool = threads;
        if (pool == null) {
            disk.force(path);
            return;
        }
        try {
            outstanding.acquire();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        pool.execute(() -> {
            try {
                disk.force(path);
            } catch (IOException e) {
                failure.compareAndSet(null, e);
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, new IOException("syncing failed", e));
                throw e;
            } finally {
                outstanding.release();
            }
        });
    }

    private void throwFailure() throws IOException {
        IOException seen = failure.get();
        if (seen != null) {
            throw seen;
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while syncing");
    }

    /** Waits for no one: after a failure what is still queued is dropped. */
    @Override
    public void close() {
        ExecutorService pool = threads;
        if (pool != null) {
            pool.shutdownNow();
        }
    }

    private final class Visitor extends SimpleFileVisitor<Path> {
        private final boolean directories;

        Visitor(boolean directories) {
            this.directories = directories;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (!directories && attributes.isRegularFile()) {
                submit(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failed) throws IOException {
            if (failed != null) {
                throw failed;
            }
            if (directories) {
                submit(directory);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
