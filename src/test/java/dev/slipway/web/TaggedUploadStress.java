package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.body.BodyListener;
import dev.slipway.body.RequestBody;
import dev.slipway.config.Settings;
import dev.slipway.deploy.Payload;
import dev.slipway.deploy.Workers;
import dev.slipway.operation.Answer;
import dev.slipway.operation.Job;
import dev.slipway.problem.DeployException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.ArrayList;
import java.util.List;

/**
 * The stress that could break the design: many uploads at once, each of whose bytes carry its tag, a third of them cut
 * off at a random point by FIN or RST, workers slowed at random, small pipes. Every byte that comes out of a pipe must
 * carry the tag of its upload, whole uploads must come out whole, and afterwards nothing is open or leased.
 */
final class TaggedUploadStress {
    private static final int CLIENTS = 24;
    private static final int LARGEST = 400_000;

    private final Queue<String> wrongs = new ConcurrentLinkedQueue<>();
    private final AtomicInteger whole = new AtomicInteger();
    private final AtomicInteger cut = new AtomicInteger();
    private final AtomicLong checkedBytes = new AtomicLong();
    final UploadService service = new UploadService(
            Settings.of(Map.of(
                    "slipway.max-concurrent-extractions", "8",
                    "slipway.pipe-bytes", "128KiB",
                    "slipway.pipe-pool-bytes", "2MiB")),
            Thread::new, new Workers(Thread::new, 2));

    /** What the server under test runs. */
    final HttpServlet servlet = new HttpServlet() {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
            long tag = Long.parseLong(request.getHeader("X-Tag"));
            long length = Long.parseLong(request.getHeader("X-Length"));
            AsyncContext context = request.startAsync();
            UploadExchange exchange = new UploadExchange(
                    service, context, request.getInputStream(), new PlainAnswering(response),
                    fields -> new CheckingJob(tag, length), () -> { });
            exchange.begin(new Straight(exchange.intake()));
        }
    };

    /** Sends the uploads to the server on this port and checks everything. */
    void run(int port, int uploads, long seed) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < uploads; i++) {
                int number = i;
                all.add(clients.submit(() -> upload(port, seed * 1_000_003 + number, new Random(seed + number))));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            clients.shutdownNow();
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> service.open() == 0);
        await().atMost(Duration.ofSeconds(10)).until(() -> service.buffersLeased() == 0);
        assertThat(wrongs).isEmpty();
        assertThat(whole.get()).as("uploads that came out whole").isEqualTo(uploads - cut.get());
        assertThat(cut.get()).as("uploads that were cut off").isBetween(uploads / 5, uploads / 2);
        System.out.printf("%d uploads, %d cut off, %d MB checked%n", uploads, cut.get(), checkedBytes.get() / 1_000_000);
    }

    private Void upload(int port, long tag, Random random) throws Exception {
        int length = random.nextInt(8) == 0 ? random.nextInt(2000) : random.nextInt(LARGEST);
        byte[] body = tagged(tag, length);
        boolean abort = random.nextInt(3) == 0 && length > 10;
        int upTo = abort ? random.nextInt(length - 1) : length;
        boolean chunked = random.nextBoolean();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            String head = "PUT / HTTP/1.1\r\nHost: localhost\r\nX-Tag: " + tag + "\r\nX-Length: " + length + "\r\n"
                    + "Connection: close\r\n"
                    + (chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Content-Length: " + length + "\r\n\r\n");
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            send(out, body, upTo, chunked, random);
            if (abort) {
                cut.incrementAndGet();
                if (random.nextBoolean()) {
                    socket.setSoLinger(true, 0);
                }
                return null;
            }
            if (chunked) {
                out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            if (!answer.startsWith("HTTP/1.1 200") || !answer.contains("tag=" + tag)) {
                wrongs.add("upload " + tag + " was answered: " + answer.lines().findFirst().orElse("nothing"));
            }
        } catch (IOException e) {
            if (!abort) {
                wrongs.add("upload " + tag + " of " + length + " bytes: " + e);
            }
        }
        return null;
    }

    private static void send(OutputStream out, byte[] body, int upTo, boolean chunked, Random random)
            throws IOException {
        int from = 0;
        while (from < upTo) {
            int n = Math.min(upTo - from, 1 + random.nextInt(random.nextBoolean() ? 1024 : 65536));
            if (chunked) {
                out.write((Integer.toHexString(n) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(body, from, n);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            } else {
                out.write(body, from, n);
            }
            if (random.nextInt(10) == 0) {
                Thread.yield();
            }
            from += n;
        }
    }

    /** Eight bytes of tag, again and again, the last time cut off. */
    private static byte[] tagged(long tag, int length) {
        ByteBuffer buffer = ByteBuffer.allocate(length + 8);
        while (buffer.position() < length) {
            buffer.putLong(tag);
        }
        return java.util.Arrays.copyOf(buffer.array(), length);
    }

    void close() {
        service.close(() -> { });
    }

    /** Hands the body on as it is. */
    private record Straight(BodyListener intake) implements RequestBody {
        Straight {
            intake.operation(Map.of());
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            intake.payload(buffer, offset, length);
        }

        @Override
        public void end() {
            intake.complete(true);
        }
    }

    private final class CheckingJob implements Job {
        private final byte[] tag;
        private final long tagNumber;
        private final long length;

        CheckingJob(long tag, long length) {
            this.tagNumber = tag;
            this.tag = ByteBuffer.allocate(8).putLong(tag).array();
            this.length = length;
        }

        @Override
        public Use payload() {
            return Use.WANTED;
        }

        @Override
        public Answer run(Payload payload) throws IOException {
            Random random = new Random(tagNumber);
            byte[] buffer = new byte[1 + random.nextInt(20_000)];
            long position = 0;
            InputStream in = payload.stream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    if (buffer[i] != tag[(int) ((position + i) % 8)]) {
                        wrongs.add("upload " + tagNumber + " got a foreign byte at " + (position + i));
                        return new Answer.Value(Map.of());
                    }
                }
                position += n;
                if (random.nextInt(20) == 0) {
                    java.util.concurrent.locks.LockSupport.parkNanos(random.nextInt(300_000));
                }
            }
            checkedBytes.addAndGet(position);
            if (position != length) {
                wrongs.add("upload " + tagNumber + " ended after " + position + " of " + length + " bytes");
            }
            whole.incrementAndGet();
            return new Answer.Value(Map.of("tag", tagNumber));
        }

        @Override
        public void abandon(DeployException reason) {
            // nothing was taken
        }
    }

    private record PlainAnswering(HttpServletResponse response) implements Answering {
        @Override
        public Reply success(Map<String, Object> result) {
            return Reply.ok(result);
        }

        @Override
        public Reply failure(DeployException reason) {
            return Reply.of(reason, Reply.Face.OPERATIONS);
        }

        @Override
        public void write(Reply reply, boolean closeConnection) throws IOException {
            byte[] text = text(reply);
            response.setStatus(reply.status());
            response.setContentLength(text.length);
            try (OutputStream out = response.getOutputStream()) {
                out.write(text);
            }
        }

        private static byte[] text(Reply reply) {
            return reply.body().toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Streamed streamed(Reply reply, boolean closeConnection, long patience) {
            return new Streamed(reply.status(), Map.of(), new BytesSource(text(reply)), patience);
        }

        @Override
        public ServletOutputStream open(Streamed answer) throws IOException {
            response.setStatus(answer.status());
            return output();
        }

        @Override
        public ServletOutputStream output() throws IOException {
            return response.getOutputStream();
        }
    }
}
