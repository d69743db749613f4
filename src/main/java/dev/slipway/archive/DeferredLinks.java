package dev.slipway.archive;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Symbolic links that wait for the end of the archive, in a file, so that their number costs no memory. The file is
 * made with the first link and is gone when this is closed. Used by one thread.
 */
final class DeferredLinks implements Closeable {
    /** Takes one link. */
    interface Taker {
        void take(EntryPath link, String target) throws IOException;
    }

    private final Path file;
    private @Nullable FileChannel channel;
    private @Nullable DataOutputStream out;
    private long count;

    /** @param file a path where nothing exists */
    DeferredLinks(Path file) {
        this.file = file;
    }

    void add(EntryPath link, LinkTarget target) throws IOException {
        try {
            DataOutputStream to = out();
            to.writeUTF(link.value());
            to.writeUTF(target.value());
            count++;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Hands over all of them in the order in which they were added; may be called again. */
    void forEach(Taker taker) throws IOException {
        if (channel == null || out == null) {
            return;
        }
        DataInputStream in = rewound(channel, out);
        for (long i = 0; i < count; i++) {
            EntryPath link;
            String target;
            try {
                link = new EntryPath(in.readUTF());
                target = in.readUTF();
            } catch (IOException e) {
                throw failed(e);
            }
            taker.take(link, target);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private DataInputStream rewound(FileChannel from, DataOutputStream written) throws IOException {
        try {
            written.flush();
            from.position(0);
            return new DataInputStream(new BufferedInputStream(Channels.newInputStream(from)));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private DataOutputStream out() throws IOException {
        if (out == null) {
            channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                    StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
        }
        return out;
    }

    private RuntimeException failed(IOException e) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        return DiskFailure.of(e, "keep the symbolic links of the archive", directory == null ? file : directory);
    }
}
