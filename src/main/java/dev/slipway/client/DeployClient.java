package dev.slipway.client;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Deploys directories to one Slipway server. A deploy is one streaming request: the directory is packed while it is
 * sent, in memory that does not depend on its size.
 *
 * <pre>{@code
 * Target target = Target.of("https://host/slipway/");
 * Path dist = Path.of("dist");
 * DeployClient client = DeployClient.builder(target)
 *         .credentials("ann", () -> readPassword())
 *         .timeout(Duration.ofMinutes(30))
 *         .build();
 * DeployResult result = client.deploy(
 *         new DeployRequest(new ProjectName("shop"), dist), DeployListener.NONE);
 * }</pre>
 *
 * <p>A failure says what happened, what to do, and what became of the deployment:
 *
 * <pre>{@code
 * try {
 *     client.deploy(request, DeployListener.NONE);
 * } catch (DeployFailedException e) {
 *     log(e.getMessage() + e.remedy().map(remedy -> " " + remedy).orElse(""));
 *     if (e.outcome() == Outcome.UNKNOWN) {
 *         log("Is it live? Look for deployment " + e.deploymentId().orElseThrow());
 *     }
 * }
 * }</pre>
 *
 * <p>Faults that pass (no connection, a connection that breaks, a server that restarts, is busy or fails, a gateway that
 * gives up) are answered by trying again, {@link Builder#retries} times at most, after growing pauses. All attempts have
 * one deployment id, which the client chooses: the server carries out one of them at most. Where everything had been sent
 * and the answer was lost, the server is asked what is live before anything is sent again.
 *
 * <p>Immutable; any thread, several deploys at once. A deploy blocks its calling thread and ends when that is
 * interrupted. It uses two threads of its own and one for each processor, at most 8, which end with it. HTTP proxies are
 * not used, whatever the environment says.
 */
public final class DeployClient {
    private final Target target;
    private final @Nullable String user;
    private final Supplier<char[]> password;
    private final Timeouts timeouts;
    private final @Nullable Duration timeout;
    private final BackOff backOff;
    private final Supplier<SSLSocketFactory> tls;

    private DeployClient(Builder builder) {
        this.target = builder.target;
        this.user = builder.user;
        this.password = builder.password;
        this.timeouts = builder.timeouts;
        this.timeout = builder.timeout;
        this.backOff = builder.backOff;
        this.tls = builder.tls;
    }

    /** Begins a client for a server. */
    public static Builder builder(Target target) {
        return new Builder(target);
    }

    /**
     * Deploys a directory and returns when the server has confirmed that it is live. Before anything is packed the
     * server is asked who it is and what the user may, so that a wrong address, password or role is told at once.
     *
     * @throws DeployFailedException when it failed; {@link DeployFailedException#outcome()} says whether something was
     *     made live
     */
    public DeployResult deploy(DeployRequest request, DeployListener listener) throws DeployFailedException {
        if (!Files.isDirectory(request.directory())) {
            throw DeployFailedException.local(FailureKind.USAGE, "usage",
                    "There is no directory " + request.directory(), "Name the directory to be deployed.", null);
        }
        Deadline deadline = timeout == null ? Deadline.NONE : Deadline.in(timeout);
        Channel channel = new Channel(new RequestHead(target, authorization()), timeouts, tls, deadline);
        return new Delivery(request, listener, channel, backOff).run();
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

    /** Builds a {@link DeployClient}. For one thread. */
    public static final class Builder {
        private final Target target;
        private @Nullable String user;
        private Supplier<char[]> password = () -> new char[0];
        private Timeouts timeouts = Timeouts.DEFAULT;
        private @Nullable Duration timeout;
        private BackOff backOff = BackOff.DEFAULT;
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

        /**
         * How long a deploy may take in all, with every pause and attempt; without end when not set. When it is over and
         * everything had been sent, the server is asked once more, for at most 3 s, whether it is live.
         *
         * @param time more than 0, at most 7 days
         */
        public Builder timeout(Duration time) {
            timeout = Timeouts.require(time);
            return this;
        }

        /**
         * How often a deploy is tried again after a fault that may pass; 5 times when not set. The pauses are random,
         * at
         * least half of 2, 4, 8, ... and at most 30 s, or as long as the server asks, up to 10 min.
         *
         * @param times 0 for never, at most 1000
         */
        public Builder retries(int times) {
            backOff = backOff.retrying(times);
            return this;
        }

        Builder backOff(BackOff pauses) {
            backOff = pauses;
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
