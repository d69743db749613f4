package dev.slipway.client;

import dev.slipway.archive.Compression;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks one Slipway server about its deployments and components, and has them changed: everything but the deploy of a
 * directory, which is {@link DeployClient}'s.
 *
 * <pre>{@code
 * SlipwayClient slipway = SlipwayClient.builder(target)
 *         .credentials("ann", () -> readPassword())
 *         .build();
 * for (DeploymentRecord deployment : slipway.list(DeploymentQuery.NEWEST.of(shop)).deployments()) {
 *     log(deployment.id() + " " + deployment.status());
 * }
 * Confirmation back = slipway.rollback(shop, Optional.empty(), Optional.of("the basket is empty"));
 * log(back.message());
 * }</pre>
 *
 * <p>Each request is sent once, on a connection of its own; only {@link #follow} connects again. Answers are read whole
 * and bounded ({@link #list} asks for many deployments in pieces); {@link #pull} and {@link #follow} take any length in
 * memory that does not depend on it.
 *
 * <p>A failure says what happened and what to do. Where a request that changes something had been sent and no answer
 * came, the server is asked once more; if it cannot say, {@link DeployFailedException#outcome()} is
 * {@link Outcome#UNKNOWN}. A role that is too low, an unknown id and
 * a state in which it cannot be done are told with the server's {@code code}: {@code forbidden}, {@code not-found},
 * {@code not-possible-now}.
 *
 * <p>Immutable; any thread, several requests at once. A request blocks its calling thread and ends when that is
 * interrupted.
 */
public final class SlipwayClient {
    /** So that the answer is well within what is read of one. */
    private static final int PAGE = 50;

    private final Access access;
    private final BackOff backOff;

    private SlipwayClient(Builder builder) {
        this.access = builder.access();
        this.backOff = builder.backOff;
    }

    /** Begins a client for a server. */
    public static Builder builder(Target target) {
        return new Builder(target);
    }

    /**
     * The deployments that are wanted, newest first.
     *
     * @throws DeployFailedException when the server did not tell
     */
    public DeploymentList list(DeploymentQuery query) throws DeployFailedException {
        Channel channel = access.open();
        List<DeploymentRecord> found = new ArrayList<>();
        while (true) {
            int wanted = Math.min(PAGE, query.limit() - found.size());
            Answer answer = channel.ask("deployments?"
                    + query.limit(wanted).offset(query.offset() + found.size()).encoded(), phase -> { });
            Map<String, Object> fields = told(channel, answer, "deployments");
            List<DeploymentRecord> page = DeploymentRecord.listOf(fields.get("deployments"));
            found.addAll(page);
            if (page.size() < wanted || found.size() >= query.limit()) {
                return new DeploymentList(found, Told.number(fields, "total").orElse((long) found.size()));
            }
        }
    }

    /**
     * The record of one deployment, with its events.
     *
     * @throws DeployFailedException {@code not-found} when there is none
     */
    public DeploymentRecord show(DeploymentId id) throws DeployFailedException {
        Channel channel = access.open();
        Answer answer = channel.ask("deployments/" + id, phase -> { });
        return new DeploymentRecord(told(channel, answer, "deployment_id"));
    }

    /**
     * What is live, by project.
     *
     * @throws DeployFailedException when the server did not tell
     */
    public List<LiveComponent> components() throws DeployFailedException {
        Channel channel = access.open();
        Map<String, LiveComponent> found = new LinkedHashMap<>(); // one that is dropped meanwhile moves the others
        long asked = 0;
        while (true) {
            String page = asked == 0 ? "components" : "components?offset=" + asked;
            Map<String, Object> fields = told(channel, channel.ask(page, phase -> { }), "components");
            List<Map<String, Object>> some = Told.objects(fields.get("components"));
            some.stream().map(LiveComponent::of).forEach(one -> found.put(one.project(), one));
            asked += some.size();
            if (some.isEmpty() || asked >= Told.number(fields, "total").orElse(0L)) {
                return List.copyOf(found.values());
            }
        }
    }

    /**
     * What is live in a project, what is running and what is kept.
     *
     * @throws DeployFailedException {@code not-found} when there is no such project
     */
    public ComponentState component(ProjectName project) throws DeployFailedException {
        Channel channel = access.open();
        return ComponentState.of(told(channel, channel.ask("GET", project, phase -> { }), "project"));
    }

    /**
     * Which servers there are and what each has of each project, as the server that is asked knows it.
     *
     * @throws DeployFailedException when the server did not tell
     */
    public ClusterState cluster() throws DeployFailedException {
        Channel channel = access.open();
        Command request = Command.operation(channel.head(), Map.of("operation", "cluster_status"), Optional.empty());
        return new ClusterState(told(channel, channel.request(request), "node_name"));
    }

    /**
     * Makes a release live that is staged or kept.
     *
     * @param release id of the release: that of the deployment that made it
     * @param message note for the record
     * @throws DeployFailedException {@code not-found} when it is not kept
     */
    public Confirmation activate(ProjectName project, DeploymentId release, Optional<String> message)
            throws DeployFailedException {
        return activate(project, release, message, ClusterTerms.USUAL);
    }

    /** The same, taken so by the servers of a cluster. */
    public Confirmation activate(ProjectName project, DeploymentId release, Optional<String> message, ClusterTerms terms)
            throws DeployFailedException {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operation", "deploy_component");
        operation.put("project", project.value());
        operation.put("deployment_id", release.value());
        message.ifPresent(text -> operation.put("message", text));
        operation.putAll(terms.fields());
        DeploymentId id = DeploymentId.next();
        return switchTo(id, head -> Command.operation(head, operation, Optional.of(id)));
    }

    /**
     * Makes the previous release live again, or another one that is kept.
     *
     * @param to id of the release; empty for the one that was live before
     * @param message note for the record
     * @throws DeployFailedException {@code not-possible-now} when there is nothing to go back to
     */
    public Confirmation rollback(ProjectName project, Optional<DeploymentId> to, Optional<String> message)
            throws DeployFailedException {
        return rollback(project, to, message, ClusterTerms.USUAL);
    }

    /** The same, taken so by the servers of a cluster. A roll-out of the project that is under way is stopped. */
    public Confirmation rollback(ProjectName project, Optional<DeploymentId> to, Optional<String> message,
            ClusterTerms terms) throws DeployFailedException {
        Map<String, String> query = new LinkedHashMap<>();
        to.ifPresent(id -> query.put("to", id.value()));
        message.ifPresent(text -> query.put("message", text));
        query.putAll(terms.fields());
        DeploymentId id = DeploymentId.next();
        return switchTo(id, head -> Command.bare(head, "POST", "components/" + project + "/rollback", query,
                Optional.of(id)));
    }

    /**
     * Ends a deployment that is running; whoever uploads it is told. What was live stays live.
     *
     * @throws DeployFailedException {@code not-possible-now} when it has ended or it is too late
     */
    public Confirmation cancel(DeploymentId id) throws DeployFailedException {
        return change(head -> Command.operation(head, Map.of("operation", "cancel_deployment",
                "deployment_id", id.value()), Optional.empty()));
    }

    /**
     * Begins to restart what serves a project; what is live stays live. It goes on when this has returned.
     *
     * @param project the only one; empty for all, for administrators
     * @param replicated whether every server of a cluster does it, one after the other
     * @throws DeployFailedException {@code not-possible-now} where there is no restart command, {@code not-found} when nothing
     *     of the project is live
     */
    public Confirmation restart(Optional<ProjectName> project, boolean replicated) throws DeployFailedException {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operation", project.isPresent() ? "restart_service" : "restart");
        project.ifPresent(name -> operation.put("service", name.value()));
        operation.put("replicated", replicated);
        return change(head -> Command.operation(head, operation, Optional.empty()));
    }

    /**
     * Removes a component: nothing of it is live afterwards and none of its releases is kept. For administrators.
     *
     * @throws DeployFailedException {@code not-found} when there is no such project
     */
    public Confirmation drop(ProjectName project) throws DeployFailedException {
        return change(head -> Command.bare(head, "DELETE", "components/" + project, Map.of(), Optional.empty()));
    }

    /**
     * Fetches what is live as a tar archive. What was written is whole when this returns, and only then.
     *
     * @param compression how the archive is to be compressed
     * @param out gets the bytes on the calling thread; is not closed
     * @throws DeployFailedException when the server did not send it whole
     * @throws IOException when {@code out} takes no more
     */
    public Pulled pull(ProjectName project, Compression compression, OutputStream out)
            throws DeployFailedException, IOException {
        return new Pull(access.open(), project, compression).to(out);
    }

    /**
     * Hears what happens in a deployment, from its beginning to its end; of one that has ended, what is kept of it. When
     * the connection breaks another one is made, up to 20 times in a row, after growing pauses of at most 30 s; then
     * nothing is missed and nothing told twice, but progress.
     *
     * @return how it ended
     * @throws DeployFailedException {@code not-found} when there is no such deployment, {@code interrupted} when the
     *     calling thread was: the deployment itself goes on
     */
    public DeploymentEnd follow(DeploymentId id, FollowListener listener) throws DeployFailedException {
        return new Following(access.open(), id, backOff, listener).run();
    }

    /** Something that makes another release live, as a deployment whose id is chosen here: so it can be asked for. */
    private Confirmation switchTo(DeploymentId id, Function<RequestHead, Command> command) throws DeployFailedException {
        try {
            return change(command);
        } catch (DeployFailedException e) {
            if (e.outcome() != Outcome.UNKNOWN) {
                throw e;
            }
            Fate fate = Fate.ask(access.open().briefly(), id, phase -> { });
            if (fate.isSuccess()) {
                return new Confirmation("Done: the answer was lost, but the server's record says so", fate.told());
            }
            throw fate.isRunning() ? e.butRunning(String.valueOf(fate.told().get("status"))) : fate.failure().orElse(e);
        }
    }

    private Confirmation change(Function<RequestHead, Command> command) throws DeployFailedException {
        Channel channel = access.open();
        Command request = command.apply(channel.head());
        try {
            return Confirmation.of(told(channel, channel.request(request), "message"));
        } catch (DeployFailedException e) {
            throw request.isSent() && e.status() == 0 ? e.afterRequest() : e;
        }
    }

    /** The fields of an answer, among them the one that shows that it was understood. */
    private static Map<String, Object> told(Channel channel, Answer answer, String needed) throws DeployFailedException {
        if (!answer.isSuccess()) {
            throw Verdict.failure(channel.target(), answer);
        }
        Map<String, Object> fields = answer.json();
        if (!fields.containsKey(needed)) {
            throw Verdict.notUnderstood(channel.target(), answer);
        }
        return fields;
    }

    /** Builds a {@link SlipwayClient}. For one thread. */
    public static final class Builder extends ClientBuilder<Builder> {
        private BackOff backOff = BackOff.DEFAULT.retrying(20);

        private Builder(Target target) {
            super(target);
        }

        @Override
        Builder self() {
            return this;
        }

        Builder backOff(BackOff pauses) {
            backOff = pauses;
            return this;
        }

        /** The client. */
        public SlipwayClient build() {
            return new SlipwayClient(this);
        }
    }
}
