package dev.slipway.archive;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * One block of {@link GzipBlocks}: its bytes, the bytes before them as a dictionary, and what they became. Belongs to
 * the writing thread, except between being submitted and its result being taken, when it belongs to the worker.
 */
final class GzipBlock implements Callable<GzipBlock> {
    static final int BYTES = 128 * 1024;
    /** The distance over which deflate can refer back (RFC 1951 §2). */
    static final int DICTIONARY_BYTES = 32 * 1024;
    /** More than deflate adds to bytes that do not compress, and than the marker between blocks. */
    private static final int SLACK_BYTES = 1024;

    private final byte[] input = new byte[DICTIONARY_BYTES + BYTES];
    private final Deflater deflater;
    private byte[] output = new byte[BYTES + SLACK_BYTES];
    private int inputLength;
    private int outputLength;
    private boolean primed;
    private boolean last;

    GzipBlock(int level) {
        this.deflater = new Deflater(level, true);
    }

    /** Empties it, to follow {@code before} if that is there. */
    GzipBlock follow(@Nullable GzipBlock before) {
        inputLength = 0;
        last = false;
        primed = before != null;
        if (before != null) {
            System.arraycopy(before.input, BYTES, input, 0, DICTIONARY_BYTES);
        }
        return this;
    }

    /** Takes as many of the bytes as there is room for; returns how many. */
    int fill(byte[] bytes, int from, int count) {
        int taken = Math.min(count, BYTES - inputLength);
        System.arraycopy(bytes, from, input, DICTIONARY_BYTES + inputLength, taken);
        inputLength += taken;
        return taken;
    }

    boolean isFull() {
        return inputLength == BYTES;
    }

    void markLast() {
        last = true;
    }

    byte[] output() {
        return output;
    }

    int outputLength() {
        return outputLength;
    }

    /** Compresses. The result depends on the bytes, the dictionary and the level alone. */
    @Override
    public GzipBlock call() {
        deflater.reset();
        if (primed) {
            deflater.setDictionary(input, 0, DICTIONARY_BYTES);
        }
        deflater.setInput(input, DICTIONARY_BYTES, inputLength);
        if (last) {
            deflater.finish();
        }
        outputLength = 0;
        do {
            if (outputLength > output.length - SLACK_BYTES / 2) {
                output = Arrays.copyOf(output, output.length * 2);
            }
            outputLength += deflater.deflate(output, outputLength, output.length - outputLength,
                    last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
        } while (outputLength == output.length || last && !deflater.finished());
        return this;
    }

    void end() {
        deflater.end();
    }
}
