package dev.slipway.records.jdbc;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A file system of its own, small enough to be filled: ext4 in a file, or memory. */
public final class SmallDisk implements AutoCloseable {
    private static final long BYTES = 24L << 20;

    private final Path root;

    private SmallDisk(Path root) {
        this.root = root;
    }

    /** Skips the test where it may not mount. */
    public static SmallDisk mount(Path scratch) throws Exception {
        Path root = Files.createDirectory(scratch.resolve("disk"));
        Path image = scratch.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(BYTES);
        }
        boolean mounted = run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString())
                && run("mount", "-o", "loop", image.toString(), root.toString())
                || run("mount", "-t", "tmpfs", "-o", "size=" + BYTES, "slipway-test", root.toString());
        Assumptions.assumeTrue(mounted, "file systems cannot be mounted here: a full disk is not tried");
        return new SmallDisk(root);
    }

    /** In memory, with room for so many files and directories; skips the test where it may not mount. */
    public static SmallDisk withInodes(Path scratch, int inodes) throws Exception {
        Path root = Files.createDirectory(scratch.resolve("disk"));
        Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=" + BYTES + ",nr_inodes=" + inodes, "slipway-test",
                root.toString()), "file systems cannot be mounted here: a disk without inodes is not tried");
        return new SmallDisk(root);
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    public Path root() {
        return root;
    }

    /** To the last byte. */
    public void fill() throws IOException {
        for (int size : new int[] {1 << 16, 1 << 12, 1}) {
            Path filler = root.resolve("filler-" + size);
            try (OutputStream out = Files.newOutputStream(filler)) {
                for (long written = 0; written < 2 * BYTES; written += size) {
                    out.write(new byte[size]);
                }
            } catch (IOException e) {
                continue; // that is what was wanted
            }
            throw new IOException("the disk did not become full");
        }
    }

    /** Until no file can be made any more. */
    public void fillInodes() throws IOException {
        Path directory = Files.createDirectory(root.resolve("inodes"));
        for (int i = 0; i < 1_000_000; i++) {
            try {
                Files.createFile(directory.resolve("filler-" + i));
            } catch (IOException e) {
                return; // that is what was wanted
            }
        }
        throw new IOException("the disk did not become full");
    }

    /** Lets files be made again. */
    public void freeInodes() throws IOException {
        Path directory = root.resolve("inodes");
        try (Stream<Path> fillers = Files.list(directory)) {
            for (Path filler : (Iterable<Path>) fillers::iterator) {
                Files.delete(filler);
            }
        }
        Files.delete(directory);
    }

    /** Makes room again. */
    public void empty() throws IOException {
        for (int size : new int[] {1 << 16, 1 << 12, 1}) {
            Files.deleteIfExists(root.resolve("filler-" + size));
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (!run("umount", root.toString())) {
            run("umount", "-l", root.toString());
        }
    }
}
