package dev.slipway.deploy;

import dev.slipway.model.ProjectName;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One at a time changes what is live of a project, or looks at it to do so. Held for milliseconds: what takes long, as
 * receiving, unpacking and syncing, is done before. Blocks; workers only.
 */
public final class ActivationLocks {
    private static final class Lock extends ReentrantLock {
        private static final long serialVersionUID = 1L;
        private int users; // changed under the map's own lock of this project only

        Lock() {
            super(true);
        }
    }

    private final ConcurrentMap<ProjectName, Lock> locks = new ConcurrentHashMap<>();

    /** The right to change what is live, until it is closed by the thread that has it. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits until nobody else has the project. */
    public Held hold(ProjectName project) {
        Lock lock = locks.compute(project, (name, known) -> {
            Lock mine = known == null ? new Lock() : known;
            mine.users++;
            return mine;
        });
        lock.lock();
        return () -> {
            lock.unlock();
            locks.computeIfPresent(project, (name, known) -> --known.users == 0 ? null : known);
        };
    }
}
