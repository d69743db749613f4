package dev.slipway.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A file that appears under its name when it is whole, and not at all when it never gets there: it is written beside
 * that name, under one that no other run has, and renamed. A pipe or a device is written to as it is. For one thread.
 */
public final class ArchiveFile implements Closeable {
    private final Path target;
    private final @Nullable Path partial;
    private final boolean replaces;
    private final FileChannel channel;

    /**
     * @param name where the file is to be
     * @param replaces whether a file that is there is replaced
     * @throws FileAlreadyExistsException when something is there that is not to be replaced
     */
    public ArchiveFile(Path name, boolean replaces) throws IOException {
        boolean there = Files.exists(name);
        this.target = target(name);
        this.replaces = replaces;
        boolean special = there && !Files.isRegularFile(target) && !Files.isDirectory(target);
        if (there && !special && (!replaces || Files.isDirectory(target))) {
            throw new FileAlreadyExistsException(name.toString());
        }
        this.partial = special ? null
                : target.resolveSibling("." + target.getFileName() + ".partial-" + unique());
        this.channel = partial == null ? FileChannel.open(target, StandardOpenOption.WRITE)
                : FileChannel.open(partial, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    }

    /** Where it is written really: what a link leads to. What is written at first lies beside it. */
    public static Path target(Path name) throws IOException {
        return Files.exists(name) ? name.toRealPath() : name.toAbsolutePath();
    }

    /** Not the process's number: in a container the next run has the same. */
    private static String unique() {
        return HexFormat.of().toHexDigits(new SecureRandom().nextLong());
    }

    /** Takes its bytes. */
    public OutputStream out() {
        return Channels.newOutputStream(channel);
    }

    /** It is whole: gives it its name, when it is on the disk. */
    public void complete() throws IOException {
        if (partial != null) {
            channel.force(true);
            channel.close();
            if (replaces) {
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.move(partial, target);
            }
        }
    }

    /** Removes what is not whole. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (partial != null) {
            Files.deleteIfExists(partial);
        }
    }
}
