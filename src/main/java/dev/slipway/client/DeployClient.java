package dev.slipway.client;

import java.nio.file.Files;

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
 * and the answer was lost, the server is asked what became of it before anything is sent again.
 *
 * <p>Immutable; any thread, several deploys at once. A deploy blocks its calling thread and ends when that is
 * interrupted. It uses four threads of its own and one for each processor, at most 8, which end with it. HTTP proxies are
 * not used, whatever the environment says.
 */
public final class DeployClient {
    private final Access access;
    private final BackOff backOff;
    private final boolean followed;

    private DeployClient(Builder builder) {
        this.access = builder.access();
        this.backOff = builder.backOff;
        this.followed = builder.followed;
    }

    /** Begins a client for a server. */
    public static Builder builder(Target target) {
        return new Builder(target);
    }

    /**
     * Deploys a directory and returns when the server has confirmed that it is live, or whatever else the request asks
     * for ({@link DeployResult#outcome}). Before anything is packed the
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
        return new Delivery(request, listener, access.open(), backOff, followed).run();
    }

    /** Builds a {@link DeployClient}. For one thread. */
    public static final class Builder extends ClientBuilder<Builder> {
        private BackOff backOff = BackOff.DEFAULT;
        private boolean followed = true;

        private Builder(Target target) {
            super(target);
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * How often a deploy is tried again after a fault that may pass; 5 times when not set. The pauses are random, at
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

        /**
         * Whether the server's own progress is asked for over a second connection while a deploy goes on; it is when not
         * set. Trouble of that connection is nobody's: the deploy goes on without it.
         */
        public Builder serverProgress(boolean wanted) {
            followed = wanted;
            return this;
        }

        /** The client. */
        public DeployClient build() {
            return new DeployClient(this);
        }
    }
}
