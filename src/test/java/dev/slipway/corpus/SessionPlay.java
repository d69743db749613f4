package dev.slipway.corpus;

import jakarta.json.JsonArray;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** One client of the corpus at work on a connection of its own. One thread. */
final class SessionPlay implements AutoCloseable {
    /** Longest that a client goes on dripping. */
    private static final Duration DRIPPING = Duration.ofSeconds(50);

    private final RawConnection connection;
    private final byte[] head;
    private final byte[] strangersHead;
    private final byte[] body;
    private List<RawAnswer> answers = List.of();
    private Runnable beforeLeaving = () -> { };

    /** @param fields further header fields, each with its line end */
    SessionPlay(CorpusTarget target, byte[] body, String fields) throws IOException {
        this.connection = new RawConnection(target.port());
        this.body = body;
        this.head = head(target, target.authorization(), fields);
        this.strangersHead = head(target, "Bearer wrong", fields);
    }

    private byte[] head(CorpusTarget target, String authorization, String fields) {
        return CorpusBody.ascii("POST / HTTP/1.1\r\nHost: 127.0.0.1:" + target.port() + "\r\nAuthorization: "
                + authorization + "\r\nContent-Type: multipart/form-data; boundary=BND\r\n" + fields
                + "Content-Length: " + body.length + "\r\n\r\n");
    }

    /** What is waited for before the connection is closed or reset: a server may see the end before what came before it. */
    SessionPlay leavingAfter(Runnable seen) {
        beforeLeaving = seen;
        return this;
    }

    /** Does all of it. */
    SessionPlay play(SessionCase session) throws IOException {
        int sent = 0;
        for (JsonArray step : session.steps()) {
            switch (step.getString(0)) {
                case "head" -> connection.send(head);
                case "head_badauth" -> connection.send(strangersHead);
                case "send" -> {
                    sent++;
                    connection.send(body, 0, (int) ((long) body.length * step.getInt(2) / 100));
                }
                case "drip" -> drip(step.getString(1).equals("head") ? head : body,
                        (int) (step.getJsonNumber(3).doubleValue() * 1000));
                case "rate" -> rate(step.getInt(2));
                case "close" -> {
                    beforeLeaving.run();
                    connection.close();
                }
                case "reset" -> {
                    beforeLeaving.run();
                    connection.reset();
                }
                case "shutdown_write" -> connection.halfClose();
                case "sleep" -> { } // it is looked at from another connection, for as long as that takes
                case "read" -> answers = connection.read(Math.max(1, sent));
                default -> throw new IllegalArgumentException("no such step: " + step);
            }
        }
        return this;
    }

    private void drip(byte[] bytes, int millis) throws IOException {
        long until = System.nanoTime() + DRIPPING.toNanos();
        for (int i = 0; i < bytes.length && !connection.ended() && System.nanoTime() - until < 0; i++) {
            if (!connection.send(bytes, i, i + 1)) {
                break;
            }
            connection.readSome(millis);
        }
        answers = connection.answers();
    }

    private void rate(int bytesPerSecond) throws IOException {
        for (int from = 0; from < body.length; from += bytesPerSecond) {
            connection.send(body, from, Math.min(body.length, from + bytesPerSecond));
            connection.readSome(1000);
        }
        answers = connection.read(1);
    }

    /** What was read. */
    List<RawAnswer> answers() {
        return answers;
    }

    /** Whether the server was the one that ended the connection. */
    boolean ended() {
        return connection.ended();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
