package dev.slipway.web;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A part of a file that is open: it may be deleted meanwhile. */
final class FileSource implements ByteSource {
    private final FileChannel file;
    private long position;
    private long left;

    /** @param file is closed with this */
    FileSource(FileChannel file, ByteRange part) {
        this.file = file;
        this.position = part.from();
        this.left = part.length();
    }

    @Override
    public int read(byte[] buffer, long now) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = file.read(ByteBuffer.wrap(buffer, 0, (int) Math.min(buffer.length, left)), position);
        if (count < 0) {
            throw new EOFException("the file has become shorter");
        }
        position += count;
        left -= count;
        return count;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
