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

    /** What is compressed, or not, in one piece. */
    private static final int STRETCH_BYTES = 8 * 1024;

    private final byte[] input = new byte[DICTIONARY_BYTES + BYTES];
    private Deflater deflater;
    private final NoiseTest noise = new NoiseTest();
    private final int level;
    private int current;
    private byte[] output = new byte[BYTES + SLACK_BYTES];
    private int inputLength;
    private int outputLength;
    private boolean primed;
    private boolean last;

    GzipBlock(int level) {
        this.deflater = new Deflater(level, true);
        this.level = level;
        this.current = level;
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
        renew();
        if (primed) {
            deflater.setDictionary(input, 0, DICTIONARY_BYTES);
        }
        outputLength = 0;
        noise.begin(primed ? 0 : DICTIONARY_BYTES);
        int end = DICTIONARY_BYTES + inputLength;
        int from = DICTIONARY_BYTES;
        boolean stored = false;
        for (int at = from; at < end; at = Math.min(end, at + STRETCH_BYTES)) {
            boolean now = noise.isNoise(input, at, Math.min(end, at + STRETCH_BYTES), DICTIONARY_BYTES);
            if (now != stored) {
                deflate(from, at, stored);
                from = at;
                stored = now;
            }
        }
        deflate(from, end, stored);
        end(last);
        return this;
    }

    /** As if nothing had been compressed before. A change of the level leaves traces, so it begins with that of all blocks. */
    private void renew() {
        if (current == level) {
            deflater.reset();
            return;
        }
        deflater.end();
        deflater = new Deflater(level, true);
        current = level;
    }

    /** A level counts for what is given after a call that had nothing to do but take it over. */
    private void deflate(int from, int to, boolean stored) {
        int with = stored ? Deflater.NO_COMPRESSION : level;
        if (from == to) {
            return;
        }
        if (with != current) {
            deflater.setLevel(with);
            current = with;
            drain(Deflater.NO_FLUSH);
        }
        deflater.setInput(input, from, to - from);
        drain(Deflater.NO_FLUSH);
    }

    private void end(boolean ofAll) {
        if (ofAll) {
            deflater.finish();
        }
        drain(ofAll ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
    }

    private void drain(int flush) {
        int written;
        int room;
        do {
            if (outputLength > output.length - SLACK_BYTES / 2) {
                output = Arrays.copyOf(output, output.length * 2);
            }
            room = output.length - outputLength;
            written = deflater.deflate(output, outputLength, room, flush);
            outputLength += written;
        } while (written == room);
    }

    void end() {
        deflater.end();
    }
}
