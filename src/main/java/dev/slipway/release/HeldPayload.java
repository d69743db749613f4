package dev.slipway.release;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.BitSet;
import java.util.Optional;

/**
 * A payload of which this node has all, or the chunks that it has verified; open for reading, so that it may be renamed or
 * deleted meanwhile. The bits are this object's own.
 *
 * @param file open for reading; closed with this
 * @param size bytes of the whole payload
 * @param chunks which chunks may be read; empty when all of it may
 */
public record HeldPayload(FileChannel file, long size, Optional<BitSet> chunks) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        file.close();
    }
}
