package dev.slipway.corpus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A connection on which anything can be sent, and whose answers are read as they come. One thread. */
final class RawConnection implements AutoCloseable {
    /** Longest wait for an answer. */
    private static final int PATIENCE_MILLIS = 8_000;
    private static final int MOST = 1 << 20;

    private final Socket socket;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private boolean ended;

    RawConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
    }

    /** Sends; false when the server has closed the connection meanwhile. */
    boolean send(byte[] bytes, int from, int to) {
        try {
            socket.getOutputStream().write(bytes, from, to - from);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    boolean send(byte[] bytes) {
        return send(bytes, 0, bytes.length);
    }

    /** Sends all while the answers are read, as a client must that sends much to a server which may not listen. */
    List<RawAnswer> sendAndRead(byte[] bytes, int most) throws IOException {
        CompletableFuture<Boolean> sending = CompletableFuture.supplyAsync(() -> send(bytes));
        List<RawAnswer> answers = read(most);
        try {
            sending.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | java.util.concurrent.TimeoutException e) {
            socket.close();
        }
        return answers;
    }

    /**
     * Reads until this many final answers are whole, then ends the sending side and reads what else the server has to say:
     * another answer to what lay before it unread, or the end.
     */
    List<RawAnswer> read(int most) throws IOException {
        while (!ended && wholeOnes() < most) {
            if (!readSome()) {
                break;
            }
        }
        if (!ended) {
            halfClose();
            while (!ended && readSome()) {
                continue;
            }
        }
        return answers();
    }

    /** The status of the first answer, an interim one too; 0 when none comes. */
    int firstStatus() throws IOException {
        while (RawAnswer.parse(read.toByteArray(), ended).isEmpty() && !ended) {
            if (!readSome()) {
                break;
            }
        }
        return RawAnswer.parse(read.toByteArray(), ended).stream().mapToInt(RawAnswer::status).findFirst().orElse(0);
    }

    /** Final answers so far. */
    List<RawAnswer> answers() {
        return RawAnswer.parse(read.toByteArray(), ended).stream().filter(answer -> answer.status() >= 200).toList();
    }

    /** Whether the server was the one that ended the connection. */
    boolean ended() {
        return ended;
    }

    private long wholeOnes() {
        return answers().stream().filter(RawAnswer::whole).count();
    }

    /** Whether there was something in time. */
    private boolean readSome() throws IOException {
        return readSome(PATIENCE_MILLIS);
    }

    boolean readSome(int millis) throws IOException {
        byte[] buffer = new byte[65536];
        try {
            socket.setSoTimeout(millis);
            int count = socket.getInputStream().read(buffer);
            if (count > 0 && read.size() < MOST) {
                read.write(buffer, 0, count);
            }
            ended = count < 0 || read.size() >= MOST;
            return !ended;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            ended = true; // reset
            return false;
        }
    }

    void halfClose() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            ended = true;
        }
    }

    /** Ends by RST instead of FIN. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
