package dev.slipway.client;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/** A server of one's own on a free loopback port: answers questions as it is told, hands uploads to the test. */
public final class TestServer implements AutoCloseable {
    /** What the test does with an upload. */
    @FunctionalInterface
    public interface Upload {
        /** @param call its body is decoded from its chunks and ends at the last one */
        void receive(Call call) throws IOException;
    }

    /** One request, its headers read. */
    public record Call(String line, Map<String, String> headers, InputStream body, OutputStream out, Socket socket) {
        /** The deployment id that the client chose. */
        public String id() {
            return headers.get("slipway-deployment-id");
        }

        /** Answers with these very bytes. */
        public void raw(String answer) throws IOException {
            out.write(answer.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** Answers that the upload is live, under the id that the client chose. */
        public void done(String message) throws IOException {
            answer(200, "{\"message\":\"" + message + "\",\"deployment_id\":\"" + id() + "\"}");
        }

        /** Answers with JSON. */
        public void answer(int status, String json) throws IOException {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            String head = "HTTP/1.1 " + status + " Text\r\nContent-Type: application/json\r\nContent-Length: "
                    + bytes.length + "\r\nConnection: close\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            out.write(bytes);
            out.flush();
        }
    }

    static final String NOT_FOUND = json("404 Not Found", "{\"detail\":\"none\",\"code\":\"not-found\"}");

    private static final String USUAL_LOGIN =
            "Basic " + Base64.getEncoder().encodeToString("admin:s\u00e4cret".getBytes(StandardCharsets.UTF_8));

    private final ServerSocket socket;
    private final boolean secure;
    private final String login;
    private final Upload upload;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile String offer = json("200 OK", "{\"server\":\"slipway/test\",\"role\":\"slipway-deployer\","
            + "\"payload_types\":[\"application/gzip\",\"application/x-tar\"],\"limits\":{\"max-entries\":500000}}");
    private volatile String introduction = json("200 OK", "{\"version\":\"4.7.29\",\"server\":\"slipway/test\"}");
    private volatile Function<Call, String> record = call -> NOT_FOUND;
    private volatile @Nullable Upload requests;
    private final List<Call> recordCalls = new CopyOnWriteArrayList<>();
    private volatile Function<Call, String> live =
            call -> NOT_FOUND;

    public TestServer(Upload upload) throws IOException {
        this(USUAL_LOGIN, upload);
    }

    /** @param login the one Authorization header that is taken */
    public TestServer(String login, Upload upload) throws IOException {
        this(login, upload, ServerSocketFactory.getDefault(), false);
    }

    TestServer(Upload upload, ServerSocketFactory sockets) throws IOException {
        this(USUAL_LOGIN, upload, sockets, true);
    }

    private TestServer(String login, Upload upload, ServerSocketFactory sockets, boolean secure) throws IOException {
        this.login = login;
        this.upload = upload;
        this.secure = secure;
        this.socket = sockets.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        start(this::accept);
    }

    public Target target() {
        return Target.of((secure ? "https" : "http") + "://127.0.0.1:" + socket.getLocalPort());
    }

    /** The raw answer to every question before an upload from now on. */
    public TestServer introduces(String raw) {
        introduction = raw;
        return offers(raw);
    }

    /** Offers what a real server takes from now on, zstd included. */
    public TestServer takesAllTypes() {
        return offers(offer.replace("\"application/gzip\"", "\"application/gzip\",\"application/zstd\""));
    }

    /** The raw answer to {@code OPTIONS} from now on. */
    public TestServer offers(String raw) {
        offer = raw;
        return this;
    }

    /** What is live from now on. */
    public TestServer live(String deploymentId) {
        return liveIs(call -> json("200 OK", "{\"project\":\"app\",\"deployment_id\":\"" + deploymentId + "\"}"));
    }

    /** The raw answer to {@code GET} from now on. */
    TestServer liveIs(Function<Call, String> answer) {
        live = answer;
        return this;
    }

    /** The raw answer to questions about a deployment from now on; without this there is none. Not among the calls. */
    public TestServer recordIs(Function<Call, String> answer) {
        record = answer;
        return this;
    }

    /** What is done with every request that is no upload and no {@code OPTIONS} from now on. */
    public TestServer requests(Upload answer) {
        requests = answer;
        return this;
    }

    /** What was asked about deployments, in order. */
    public List<Call> recordCalls() {
        return recordCalls;
    }

    /** A whole answer. */
    public static String json(String status, String body) {
        return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" + body;
    }

    /** How many requests of a method came. */
    public long count(String method) {
        return calls.stream().filter(call -> call.line().startsWith(method + " ")).count();
    }

    /** What came, in order. */
    public List<Call> calls() {
        return calls;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            String line = line(in);
            Map<String, String> headers = new LinkedHashMap<>();
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                String[] parts = header.split(": ", 2);
                headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
            }
            boolean chunked = "chunked".equals(headers.get("transfer-encoding"));
            Call call = new Call(line, headers, chunked ? new Chunks(in) : in, client.getOutputStream(), client);
            Upload special = requests;
            boolean aboutRecord = special == null && line.startsWith("GET ") && line.contains("/deployments/");
            (aboutRecord ? recordCalls : calls).add(call);
            if (!login.equals(headers.get("authorization"))) {
                call.answer(401, "{\"error\":\"Login failed\",\"code\":\"not-authenticated\"}");
            } else if (chunked) {
                upload.receive(call);
            } else if (line.startsWith("OPTIONS ")) {
                call.raw(offer);
            } else if (special != null) {
                special.receive(call);
            } else if (aboutRecord) {
                call.raw(record.apply(call));
            } else if (line.startsWith("GET ")) {
                call.raw(live.apply(call));
            } else {
                in.readNBytes(Integer.parseInt(headers.get("content-length")));
                call.raw(introduction);
            }
        } catch (IOException e) {
            // The client went away, which tests do.
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "test-server");
        thread.setDaemon(true);
        thread.start();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            line.append((char) b);
        }
        return line.toString().strip();
    }

    /** Strict decoder of chunks. */
    private static final class Chunks extends FilterInputStream {
        private long left;
        private boolean ended;

        Chunks(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            if (ended) {
                return -1;
            }
            if (left == 0) {
                left = Long.parseLong(line(in), 16);
                ended = left == 0;
                if (ended) {
                    line(in);
                    return -1;
                }
            }
            int read = in.read(bytes, from, (int) Math.min(left, count));
            if (read < 0) {
                throw new EOFException("cut off");
            }
            left -= read;
            if (left == 0 && !line(in).isEmpty()) {
                throw new UncheckedIOException(new IOException("a chunk is longer than it says"));
            }
            return read;
        }
    }
}
