package dev.slipway.archive;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * What a directory holds, for those who want to know before it is packed.
 *
 * @param files regular files
 * @param bytes of their content
 */
public record TreeSize(long files, long bytes) {
    /**
     * Counts, in the same bounded memory as packing does.
     *
     * @param wanted asked for each entry; counting ends when it says no
     * @throws IOException when something cannot be read, or the figure is not wanted any more
     */
    public static TreeSize of(Path directory, BooleanSupplier wanted) throws IOException {
        long[] count = new long[2];
        new DirectoryWalk(directory.toRealPath()).visitAll(entry -> {
            if (!wanted.getAsBoolean()) {
                throw new InterruptedIOException("not wanted any more");
            }
            if (entry.attributes().isRegularFile()) {
                count[0]++;
                count[1] += entry.size();
            }
        });
        return new TreeSize(count[0], count[1]);
    }
}
