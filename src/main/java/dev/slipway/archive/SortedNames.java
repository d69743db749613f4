package dev.slipway.archive;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The names in one directory, sorted, without holding them all: each pass over the directory keeps the smallest
 * {@code window} names after the last one given out. A directory of ordinary size takes one pass.
 */
final class SortedNames {
    /** Names held at a time for one directory: about 2 MB. */
    static final int WINDOW = 16_384;

    private final Path directory;
    private final int window;
    private @Nullable EntryName last;
    private boolean exhausted;

    SortedNames(Path directory, int window) {
        this.directory = directory;
        this.window = window;
    }

    /**
     * The next names in order, at most {@code window}; empty when there are no more.
     *
     * @throws IOException when the directory cannot be listed
     */
    List<EntryName> next() throws IOException {
        if (exhausted) {
            return List.of();
        }
        PriorityQueue<EntryName> smallest = new PriorityQueue<>(Collections.reverseOrder());
        exhausted = true;
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
            for (Path path : paths) {
                offer(EntryName.of(path), smallest);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        List<EntryName> names = new ArrayList<>(smallest);
        Collections.sort(names);
        last = names.isEmpty() ? last : names.get(names.size() - 1);
        return names;
    }

    private void offer(EntryName name, PriorityQueue<EntryName> smallest) {
        if (last != null && name.compareTo(last) <= 0) {
            return;
        }
        smallest.add(name);
        if (smallest.size() > window) {
            smallest.remove();
            exhausted = false;
        }
    }
}
