package dev.slipway.release;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A disk that misbehaves at the n-th step. It also keeps account of what would be lost if the power went: {@link
 * #losePower} takes back every change of a directory, and empties every file, that was not forced. Forcing costs no
 * time.
 */
final class FaultyDisk implements Disk {
    /** What happens at the n-th step. */
    enum Fault {
        /** The step fails, those after it work. */
        IO_ERROR("Input/output error"),
        /** As with {@code IO_ERROR}. */
        DISK_FULL("No space left on device"),
        /** The process dies before the step: no step after it is done either. */
        CRASH_BEFORE(""),
        /** The process dies after the step. */
        CRASH_AFTER("");

        private final String text;

        Fault(String text) {
            this.text = text;
        }
    }

    /** The process is dead. An error, so that no code handles it. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    interface Step {
        void run() throws IOException;
    }

    /** A change that is lost unless all these directories are forced. */
    private record Pending(Set<Object> directories, Step takeBack) {}

    private final RealDisk real = new RealDisk();
    private final Fault fault;
    private final int at;
    private final List<Pending> pending;
    private final Set<Object> dirty;
    private int steps;
    private boolean dead;
    private Predicate<Path> watched = path -> false;
    private Step hook = () -> {};

    FaultyDisk(Fault fault, int at) {
        this(fault, at, new ArrayList<>(), new HashSet<>());
    }

    private FaultyDisk(Fault fault, int at, List<Pending> pending, Set<Object> dirty) {
        this.fault = fault;
        this.at = at;
        this.pending = pending;
        this.dirty = dirty;
    }

    /** The same disk as the next process finds it: what was not forced still is not. */
    FaultyDisk next(Fault nextFault, int nextAt) {
        return new FaultyDisk(nextFault, nextAt, pending, dirty);
    }

    /** A disk without faults that keeps nobody waiting, for what is not under test. */
    static FaultyDisk quick() {
        return new FaultyDisk(Fault.IO_ERROR, Integer.MAX_VALUE);
    }

    /** Does something else first whenever a step concerns such a path. */
    void before(Predicate<Path> paths, Step what) {
        watched = paths;
        hook = what;
    }

    /** Whether the n-th step was reached. */
    boolean fired() {
        return steps >= at;
    }

    /** Files and directories below were written behind the disk's back: their contents are not on it yet. */
    void written(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                if (!Files.isSymbolicLink(path)) {
                    dirty.add(key(path));
                }
            }
        }
    }

    void losePower(Path home) throws IOException {
        for (int i = pending.size() - 1; i >= 0; i--) {
            try {
                pending.get(i).takeBack().run();
            } catch (NoSuchFileException | FileNotFoundException e) {
                // lost with its parent
            }
        }
        List<Path> lost;
        try (Stream<Path> all = Files.walk(home)) {
            lost = all.filter(path -> !Files.isSymbolicLink(path) && dirty.contains(uncheckedKey(path))).toList();
        }
        for (Path path : lost) {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                empty(path);
            } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.write(path, new byte[0]);
            }
        }
    }

    private static void empty(Path directory) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                TreeRemoval.remove(child, new RealDisk());
            }
        }
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        step(directory, () -> {
            real.createDirectory(directory);
            remember(() -> TreeRemoval.remove(directory, real), directory.getParent());
        });
    }

    @Override
    public void publish(Path directory) throws IOException {
        step(directory, () -> real.publish(directory));
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
        step(file, () -> {
            real.write(file, content);
            dirty.add(key(file));
            remember(() -> real.delete(file), file.getParent());
        });
    }

    @Override
    public synchronized void force(Path path) throws IOException {
        step(path, () -> {
            if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new NoSuchFileException(path.toString());
            }
            dirty.remove(key(path));
            pending.forEach(change -> change.directories().remove(uncheckedKey(path)));
            pending.removeIf(change -> change.directories().isEmpty());
        });
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step(from, () -> {
            Step replaced = restore(to);
            Set<Object> parents = new HashSet<>(Set.of(key(from.getParent())));
            parents.add(key(to.getParent()));
            real.rename(from, to);
            pending.add(new Pending(parents, () -> {
                real.rename(to, from);
                replaced.run();
            }));
        });
    }

    @Override
    public void link(Path link, Path target) throws IOException {
        step(link, () -> {
            real.link(link, target);
            remember(() -> real.delete(link), link.getParent());
        });
    }

    @Override
    public void hardLink(Path link, Path existing) throws IOException {
        step(link, () -> {
            real.hardLink(link, existing);
            remember(() -> real.delete(link), link.getParent());
        });
    }

    @Override
    public void delete(Path path) throws IOException {
        step(path, () -> {
            Step restore = restore(path);
            real.delete(path);
            remember(restore, path.getParent());
        });
    }

    private void remember(Step takeBack, Path directory) throws IOException {
        pending.add(new Pending(new HashSet<>(Set.of(key(directory))), takeBack));
    }

    private Step restore(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            Path target = Files.readSymbolicLink(path);
            return () -> real.link(path, target);
        } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return () -> real.createDirectory(path);
        } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = Files.readAllBytes(path);
            return () -> real.write(path, content);
        }
        return () -> {};
    }

    private synchronized void step(Path path, Step step) throws IOException {
        steps++;
        if (watched.test(path)) {
            hook.run();
        }
        if (dead) {
            throw new Crash();
        }
        if (steps == at) {
            if (fault == Fault.CRASH_AFTER) {
                step.run();
            }
            if (fault == Fault.CRASH_AFTER || fault == Fault.CRASH_BEFORE) {
                dead = true;
                throw new Crash();
            }
            throw new FileSystemException(path.toString(), null, fault.text);
        }
        step.run();
    }

    private static Object key(Path path) throws IOException {
        return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }

    private static Object uncheckedKey(Path path) {
        try {
            return key(path);
        } catch (IOException e) {
            return "gone";
        }
    }
}
