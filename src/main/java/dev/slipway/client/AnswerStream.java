package dev.slipway.client;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer of any length, handed on while it comes, in memory that does not depend on its length. A thread of its own
 * connects, asks and reads into a queue of {@value #PIECES} pieces; the caller's thread takes them and is the one that
 * can be interrupted. Closing the connection ends the reading thread.
 */
final class AnswerStream implements Closeable {
    private static final int PIECES = 4;
    private static final int PIECE_BYTES = 64 * 1024;
    private static final long TICK_MILLIS = 100;

    /** What the reading thread tells, in its order: a head, pieces, and an end or a fault. */
    private sealed interface Item {
        record Head(AnswerReader.Head head) implements Item {}

        record Piece(byte[] bytes) implements Item {}

        record End() implements Item {}

        record Fault(Throwable cause, boolean connected) implements Item {}
    }

    private final Channel channel;
    private final Wire wire;
    private final byte[] request;
    private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(PIECES);
    private final Thread reader = new Thread(this::read, "slipway-stream");
    private AnswerReader.@Nullable Head head;

    private AnswerStream(Channel channel, byte[] request) {
        this.channel = channel;
        this.wire = channel.wire();
        this.request = request;
        this.reader.setDaemon(true);
    }

    /**
     * Sends a request without a body and waits for the head of its answer, whatever its status.
     *
     * @throws DeployFailedException when none came
     */
    static AnswerStream open(Channel channel, byte[] request) throws DeployFailedException {
        AnswerStream stream = new AnswerStream(channel, request);
        stream.reader.start();
        try {
            Item first = stream.take(channel.timeouts().connect().plus(channel.timeouts().brief().answer()));
            if (first instanceof Item.Head begun) {
                stream.head = begun.head();
                return stream;
            }
            if (first instanceof Item.Fault fault) {
                throw stream.told(fault, false);
            }
            throw new IllegalStateException("no head first");
        } catch (DeployFailedException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    int status() {
        return begun().status();
    }

    Map<String, String> headers() {
        return begun().headers();
    }

    /** Whether a connection that breaks can be told from the end. */
    boolean tellsItsEnd() {
        return begun().body().tellsItsEnd();
    }

    /** The whole answer, when it is one to be read: of a failure, for example. Its body is cut as others are. */
    Answer whole() throws DeployFailedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] piece = next(channel.timeouts().brief().answer()); piece != null;
                piece = next(channel.timeouts().brief().answer())) {
            body.write(piece, 0, Math.min(piece.length, AnswerReader.MAX_BODY_BYTES - body.size()));
            if (body.size() == AnswerReader.MAX_BODY_BYTES) {
                break;
            }
        }
        return new Answer(status(), headers(), body.toByteArray());
    }

    /**
     * The next piece of the body, of at most 64 KiB; null at its end.
     *
     * @param patience how long nothing may come
     * @throws DeployFailedException when the body broke off, nothing came for so long, the time is over or the thread
     *     was interrupted
     */
    byte @Nullable [] next(Duration patience) throws DeployFailedException {
        Item item = take(patience);
        if (item instanceof Item.Fault fault) {
            throw told(fault, true);
        }
        return item instanceof Item.Piece piece ? piece.bytes() : null;
    }

    @Override
    public void close() {
        wire.close();
        reader.interrupt();
    }

    private AnswerReader.Head begun() {
        AnswerReader.Head come = head;
        if (come == null) {
            throw new IllegalStateException("no answer yet");
        }
        return come;
    }

    private Item take(Duration patience) throws DeployFailedException {
        Deadline silence = Deadline.in(patience);
        try {
            while (true) {
                Item item = items.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                if (item != null) {
                    return item;
                }
                if (channel.deadline().passed()) {
                    throw Trouble.outOfTime("no answer from " + channel.target(), channel.deadline(), null);
                }
                if (silence.passed()) {
                    throw Trouble.timedOut(channel.target(), "has sent nothing for", patience);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Trouble.interrupted();
        }
    }

    private DeployFailedException told(Item.Fault fault, boolean within) {
        if (!fault.connected()) {
            return Trouble.unreachable(channel.target(), fault.cause());
        }
        return within ? Trouble.cutOff(channel.target(), fault.cause())
                : Trouble.noAnswer(channel.target(), fault.cause(), fault.cause());
    }

    private void read() {
        boolean connected = false;
        try {
            wire.open((int) Math.max(1, channel.timeouts().connect().toMillis()));
            connected = true;
            wire.out().write(request);
            AnswerReader.Head come = new AnswerReader(wire.in()).head();
            items.put(new Item.Head(come));
            byte[] buffer = new byte[PIECE_BYTES];
            for (int count = come.body().read(buffer); count >= 0; count = come.body().read(buffer)) {
                items.put(new Item.Piece(Arrays.copyOf(buffer, count)));
            }
            items.put(new Item.End());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            tell(new Item.Fault(e, connected));
        }
    }

    private void tell(Item.Fault fault) {
        try {
            items.put(fault);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
