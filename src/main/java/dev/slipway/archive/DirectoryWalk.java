package dev.slipway.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Visits everything below a directory in an order that depends on nothing but the names: each directory before what is
 * in it, the names of one directory sorted by their bytes. Links are visited, never followed.
 *
 * <p>Memory: {@link SortedNames#WINDOW} names for each directory on the way down, however many files there are. A
 * directory that gains or loses a name during the visit is detected when it is left, and one that was replaced, by a link
 * for example, before anything in it is visited.
 */
final class DirectoryWalk {
    /** Told of each thing in order, on the walking thread. */
    @FunctionalInterface
    interface Visitor {
        void visit(PackedEntry entry) throws IOException;
    }

    private final Path root;
    private final int window;
    private final int maxDepth;
    private final Predicate<PackedEntry> wanted;
    private final Class<? extends BasicFileAttributes> view;

    /**
     * @param root an existing directory
     * @param maxDepth most names in one path, at most half of {@link EntryPath#MAX_BYTES}; the walk recurses once for
     *     each
     */
    DirectoryWalk(Path root, int maxDepth) {
        this(root, maxDepth, SortedNames.WINDOW);
    }

    DirectoryWalk(Path root, int maxDepth, int window) {
        this(root, maxDepth, window, entry -> true);
    }

    /** @param wanted says of each thing whether it is visited, and entered */
    DirectoryWalk(Path root, int maxDepth, int window, Predicate<PackedEntry> wanted) {
        this.root = root;
        this.wanted = wanted;
        this.maxDepth = maxDepth;
        this.window = window;
        boolean posix = Files.getFileAttributeView(root, PosixFileAttributeView.class) != null;
        this.view = posix ? PosixFileAttributes.class : BasicFileAttributes.class;
    }

    /**
     * Visits everything.
     *
     * @throws PackingFailedException when something cannot be read, lies too deep or changed meanwhile
     * @throws IOException what the visitor throws
     */
    void visitAll(Visitor visitor) throws IOException {
        enter(new PackedEntry("", -1, root, attributes(".", root)), visitor);
    }

    private void enter(PackedEntry directory, Visitor visitor) throws IOException {
        int depth = directory.depth() + 1;
        SortedNames names = new SortedNames(directory.path(), window);
        for (List<EntryName> some = list(directory, names); !some.isEmpty(); some = list(directory, names)) {
            confirm(directory);
            for (EntryName name : some) {
                String below = depth == 0 ? name.text() : directory.name() + '/' + name.text();
                checkDepth(below, depth);
                Path path = directory.path().resolve(name.path());
                PackedEntry entry = new PackedEntry(below, depth, path, attributes(below, path));
                if (wanted.test(entry)) {
                    visit(entry, visitor);
                }
            }
        }
        confirm(directory);
    }

    private void visit(PackedEntry entry, Visitor visitor) throws IOException {
        visitor.visit(entry);
        if (entry.isDirectory()) {
            enter(entry, visitor);
        }
    }

    private void checkDepth(String name, int depth) throws PackingFailedException {
        if (depth >= maxDepth) {
            throw PackingFailedException.of(tooDeep(name, maxDepth));
        }
    }

    static PackingProblem tooDeep(String name, int maxDepth) {
        return PackingProblem.refused(name, "lies too deep: more than " + maxDepth + " names in its path",
                "Flatten the tree.");
    }

    private static List<EntryName> list(PackedEntry directory, SortedNames names) throws IOException {
        try {
            return names.next();
        } catch (PackingFailedException e) {
            throw e;
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw PackingFailedException.changed(shown(directory), "was removed while the directory was packed");
        } catch (IOException e) {
            throw PackingFailedException.unreadable(shown(directory), e);
        }
    }

    /**
     * Looks again at what was packed.
     *
     * @throws PackingFailedException when it is gone or another than it was
     */
    void confirm(PackedEntry entry) throws PackingFailedException {
        Optional<String> change = entry.changeTo(attributes(shown(entry), entry.path()));
        if (change.isPresent()) {
            throw PackingFailedException.changed(shown(entry), change.get() + " while it was packed");
        }
    }

    private BasicFileAttributes attributes(String name, Path path) throws PackingFailedException {
        try {
            return Files.readAttributes(path, view, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw PackingFailedException.changed(name, "was removed while the directory was packed");
        } catch (IOException e) {
            throw PackingFailedException.unreadable(name, e);
        }
    }

    private static String shown(PackedEntry entry) {
        return entry.name().isEmpty() ? "." : entry.name();
    }
}
