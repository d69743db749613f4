package dev.slipway.client;

import dev.slipway.archive.PackProgress;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Deploys directories to one Slipway server. A deploy is one streaming request: the directory is packed while it is
 * sent, in memory that does not depend on its size.
 *
 * <pre>{@code
 * DeployClient client = DeployClient.builder(Target.of("https://host/slipway/"))
 *         .credentials("admin", () -> readPassword())
 *         .build();
 * DeployResult result = client.deploy(
 *         new DeployRequest(new ProjectName("shop"), Path.of("dist")), DeployListener.NONE);
 * }</pre>
 *
 * <p>Immutable; any thread, several deploys at once. A deploy blocks its calling thread and ends when that is
 * interrupted. It uses two threads of its own and one for each processor, at most 8, which end with it.
 */
public final class DeployClient {
    private static final byte[] WHO_ARE_YOU =
            "{\"operation\":\"registration_info\"}".getBytes(StandardCharsets.US_ASCII);

    private final Target target;
    private final @Nullable String user;
    private final Supplier<char[]> password;
    private final Timeouts timeouts;
    private final Supplier<SSLSocketFactory> tls;

    private DeployClient(Builder builder) {
        this.target = builder.target;
        this.user = builder.user;
        this.password = builder.password;
        this.timeouts = builder.timeouts;
        this.tls = builder.tls;
    }

    /** Begins a client for a server. */
    public static Builder builder(Target target) {
        return new Builder(target);
    }

    /**
     * Deploys a directory and returns when the server has confirmed that it is live. Before anything is packed the
     * server is asked who it is, so that a wrong address or password is told at once.
     *
     * @throws DeployFailedException when it failed; then nothing was made live, unless
     *     {@link DeployFailedException#outcomeUnknown()}
     */
    public DeployResult deploy(DeployRequest request, DeployListener listener) throws DeployFailedException {
        if (!Files.isDirectory(request.directory())) {
            throw DeployFailedException.local(FailureKind.USAGE, "usage",
                    "There is no directory " + request.directory(), "Name the directory to be deployed.", null);
        }
        RequestHead head = new RequestHead(target, authorization());
        listener.connected(introduce(head, listener));
        Packing packing = Packing.prepare(request, Set.of(), Map.of(), listener);
        UploadRequest upload = new UploadRequest(request, head, packing);
        Answer answer = new Exchange(target, timeouts, new Wire(target, tls), upload)
                .perform(phase -> listener.progress(upload.progress(phase)));
        listener.progress(upload.progress(DeployPhase.WAITING));
        if (!answer.isSuccess()) {
            DeployFailedException failure = Verdict.failure(target, answer);
            throw upload.takesEffect() && Verdict.leavesOutcomeOpen(answer) ? failure.afterLastByte() : failure;
        }
        if (answer.json().isEmpty()) {
            throw Verdict.unclear(target, answer);
        }
        return result(request, upload, answer);
    }

    private String introduce(RequestHead head, DeployListener listener) throws DeployFailedException {
        Exchange.Request question = wire -> {
            wire.write(head.sized("application/json", WHO_ARE_YOU.length));
            wire.write(WHO_ARE_YOU);
        };
        DeployProgress nothingYet = new DeployProgress(DeployPhase.CONNECTING, 0, 0, 0, "");
        Answer answer = new Exchange(target, timeouts.brief(), new Wire(target, tls), question)
                .perform(phase -> listener.progress(nothingYet));
        return Verdict.introduction(target, answer);
    }

    /** Asks for the password once and forgets it. Basic credentials in UTF-8 (RFC 7617 §2.1). */
    private @Nullable String authorization() {
        if (user == null) {
            return null;
        }
        char[] secret = password.get();
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(secret));
        Arrays.fill(secret, '\0');
        byte[] name = (user + ":").getBytes(StandardCharsets.UTF_8);
        byte[] both = ByteBuffer.allocate(name.length + encoded.remaining()).put(name).put(encoded).array();
        String text = "Basic " + Base64.getEncoder().encodeToString(both);
        Arrays.fill(both, (byte) 0);
        Arrays.fill(encoded.array(), (byte) 0);
        return text;
    }

    private static DeployResult result(DeployRequest request, UploadRequest upload, Answer answer) {
        Map<String, Object> fields = answer.json();
        PackProgress packed = upload.packing();
        UploadRequest.Sent sent = upload.sent();
        return new DeployResult(text(fields, "message"), text(fields, "deployment_id"), request.project().value(),
                sent.digest(), sent.size(), packed.files(), packed.directories(), packed.bytes(), fields);
    }

    private static String text(Map<String, Object> fields, String name) {
        return fields.get(name) instanceof String text ? text : "";
    }

    /** Builds a {@link DeployClient}. For one thread. */
    public static final class Builder {
        private final Target target;
        private @Nullable String user;
        private Supplier<char[]> password = () -> new char[0];
        private Timeouts timeouts = Timeouts.DEFAULT;
        private Supplier<SSLSocketFactory> tls = () -> (SSLSocketFactory) SSLSocketFactory.getDefault();

        private Builder(Target target) {
            this.target = target;
        }

        /**
         * Who deploys. Without this nothing is said of a user.
         *
         * @param name without a colon
         * @param secret asked for the password once for each deploy; the array is overwritten after use
         * @throws IllegalArgumentException when the name is empty or holds a colon or control characters
         */
        public Builder credentials(String name, Supplier<char[]> secret) {
            if (name.isEmpty() || name.chars().anyMatch(c -> c == ':' || Character.isISOControl(c))) {
                throw new IllegalArgumentException("a user name is not empty and holds no colon");
            }
            this.user = name;
            this.password = secret;
            return this;
        }

        /** How long to wait for a connection, for each address of the host; 10 s when not set, at most 7 days. */
        public Builder connectTimeout(Duration time) {
            timeouts = new Timeouts(time, timeouts.send(), timeouts.answer());
            return this;
        }

        /** How long the server may take no byte while it is sent to; 5 min when not set, at most 7 days. */
        public Builder sendTimeout(Duration time) {
            timeouts = new Timeouts(timeouts.connect(), time, timeouts.answer());
            return this;
        }

        /** How long the server may take to answer after the last byte; 15 min when not set, at most 7 days. */
        public Builder answerTimeout(Duration time) {
            timeouts = new Timeouts(timeouts.connect(), timeouts.send(), time);
            return this;
        }

        /** How https connections are made, for example with an authority of one's own; Java's default when not set. */
        public Builder tls(SSLSocketFactory factory) {
            this.tls = () -> factory;
            return this;
        }

        /** The client. */
        public DeployClient build() {
            return new DeployClient(this);
        }
    }
}
