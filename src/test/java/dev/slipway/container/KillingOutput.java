package dev.slipway.container;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Does something terrible once, after so many bytes. One thread. */
final class KillingOutput extends FilterOutputStream {
    private final Deed deed;
    private long left;
    private boolean done;

    /** What is done. */
    interface Deed {
        void perform() throws Exception;
    }

    /** @param bytes that go through before */
    KillingOutput(OutputStream out, long bytes, Deed deed) {
        super(out);
        this.left = bytes;
        this.deed = deed;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        left -= length;
        if (left < 0 && !done) {
            done = true;
            try {
                deed.perform();
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }
}
