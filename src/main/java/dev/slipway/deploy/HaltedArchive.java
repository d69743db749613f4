package dev.slipway.deploy;

import dev.slipway.archive.ExtractionProgress;
import dev.slipway.hooks.Halt;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * An archive whose extraction ends soon after it was halted, with the reason of that: where it is read, and where it is written,
 * since little that is read may be much that is written. The thread that reads the archive.
 */
final class HaltedArchive extends FilterInputStream implements ExtractionProgress {
    private final Halt halt;

    HaltedArchive(InputStream in, Halt halt) {
        super(in);
        this.halt = halt;
    }

    @Override
    public int read() throws IOException {
        halt.require();
        return super.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        halt.require();
        return super.read(into, offset, length);
    }

    @Override
    public void entryStarted(String path) {
        halt.require();
    }

    @Override
    public void unpacked(long bytes) {
        halt.require();
    }
}
