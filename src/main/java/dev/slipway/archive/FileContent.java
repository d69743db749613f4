package dev.slipway.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;

/**
 * Copies the content of files, each exactly as long as the walk saw it: a file that grew or shrank is refused, since
 * its size stands in front of its content. For one thread; holds one buffer.
 */
final class FileContent {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final PackProgress progress;

    FileContent(PackProgress progress) {
        this.progress = progress;
    }

    /**
     * Copies one file.
     *
     * @throws PackingFailedException when it cannot be read or is not as long as it was
     * @throws IOException what {@code out} throws
     */
    void copy(PackedEntry file, OutputStream out) throws IOException {
        try (FileChannel channel = open(file)) {
            long left = file.size();
            while (left > 0) {
                int count = read(file, channel, left);
                if (count < 0) {
                    throw PackingFailedException.changed(file.name(),
                            "shrank from " + file.size() + " to " + (file.size() - left)
                                    + " bytes while it was packed");
                }
                out.write(buffer.array(), 0, count);
                progress.addBytes(count);
                left -= count;
            }
            if (read(file, channel, 1) >= 0) {
                throw PackingFailedException.changed(file.name(),
                        "grew beyond its " + file.size() + " bytes while it was packed");
            }
        }
    }

    private static FileChannel open(PackedEntry file) throws IOException {
        try {
            return FileChannel.open(file.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw PackingFailedException.changed(file.name(), "was removed while the directory was packed");
        } catch (IOException e) {
            throw PackingFailedException.unreadable(file.name(), e);
        }
    }

    private int read(PackedEntry file, FileChannel channel, long left) throws IOException {
        try {
            return channel.read(buffer.clear().limit((int) Math.min(BUFFER_BYTES, left)));
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw PackingFailedException.unreadable(file.name(), e);
        }
    }
}
