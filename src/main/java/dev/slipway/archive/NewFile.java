package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;

/** A file that did not exist before. What fails is told as a failure of the disk. Used by one thread. */
final class NewFile implements Closeable {
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);

    private final SeekableByteChannel channel;
    private final String name;
    private final Path directory;

    /**
     * @param path where
     * @param name what messages call it
     * @param directory that exists, on the same disk
     * @throws DeployException ARCHIVE_REFUSED when something is there already
     */
    NewFile(Path path, String name, Path directory, FileAttribute<?>... attributes) throws IOException {
        this.name = name;
        this.directory = directory;
        try {
            channel = Files.newByteChannel(path, NEW, attributes);
        } catch (FileAlreadyExistsException e) {
            throw TreeWriter.taken(name);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    void write(ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private DeployException failed(IOException e) throws IOException {
        return DiskFailure.of(e, "write " + TreeWriter.quoted(name), directory);
    }
}
