package dev.slipway.web;

import dev.slipway.deploy.Payload;
import dev.slipway.model.Caller;
import dev.slipway.model.Digest;
import dev.slipway.operation.Call;
import dev.slipway.operation.Job;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A request without a body that is an operation: prepared on the container's thread, carried out by a worker, answered
 * without a thread that waits for the client.
 */
final class ResourceCall {
    private static final System.Logger LOG = System.getLogger(ResourceCall.class.getName());

    private final SlipwayServer server;
    private final Completion completion;
    private final Attempt attempt;
    private final RequestGate gate;
    private final HttpAnswering answering;
    private final Work work;
    private final Resolving resolving;
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile boolean containerEnded;
    private volatile @Nullable Outflow outflow;

    /** What makes an answer, on a thread that may block; one of the two, once. */
    private interface Work {
        void run(Resolving resolving, Consumer<Outgoing> known) throws IOException;

        default void abandon(DeployException reason) {
            // for those that hold nothing
        }
    }

    /** Makes an answer of what is on the disk. */
    interface Making {
        /** @throws DeployException when there is none */
        Outgoing make(Answering answering) throws IOException;
    }

    private record JobWork(Job job) implements Work {
        @Override
        public void run(Resolving resolving, Consumer<Outgoing> known) throws IOException {
            resolving.resolve(job.run(new NoPayload()), known);
        }

        @Override
        public void abandon(DeployException reason) {
            job.abandon(reason);
        }
    }

    private ResourceCall(SlipwayServer server, AsyncContext context, HttpAnswering answering, Work work) {
        this.server = server;
        this.completion = new Completion(context, this::cut, this::containerEnded);
        this.gate = new RequestGate(completion.connection());
        this.attempt = Attempt.of(context.getRequest());
        this.answering = answering;
        this.work = work;
        this.resolving = new Resolving(server.uploads(), answering);
    }

    /**
     * Begins; the servlet returns at once after it.
     *
     * @param operation the operation object
     * @param onSuccess changes what success looks like
     * @throws DeployException when the request is refused; nothing has begun then
     */
    static void begin(SlipwayServer server, HttpServletRequest request, HttpServletResponse response,
            Map<String, Object> operation, UnaryOperator<Reply> onSuccess) {
        requireNoBody(request);
        Caller caller = SecurityFilter.caller(request);
        UploadHeaders headers = UploadHeaders.of(request);
        HttpAnswering answering = new HttpAnswering(request, response, Reply.Face.RESOURCES, onSuccess);
        Attempt.of(request).operation(operation, server.operations().changes(operation.get("operation")));
        Job job = server.operations().prepare(new Call(operation, caller, headers.id(), Optional.empty(),
                headers.retryKey(), headers.events(), headers.format()));
        new ResourceCall(server, request.startAsync(), answering, new JobWork(job)).begin();
    }

    /**
     * Begins what is no operation; the servlet returns at once after it.
     *
     * @throws DeployException when the request is refused; nothing has begun then
     */
    static void begin(SlipwayServer server, HttpServletRequest request, HttpServletResponse response, Making making) {
        requireNoBody(request);
        HttpAnswering answering = new HttpAnswering(request, response, Refusal.face(request));
        new ResourceCall(server, request.startAsync(), answering,
                (resolving, known) -> known.accept(making.make(answering))).begin();
    }

    private static void requireNoBody(HttpServletRequest request) {
        if (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null) {
            throw new DeployException(Problem.INVALID_REQUEST, "This request takes no body");
        }
        Upload.requireAsync(request);
    }

    private void begin() {
        try {
            server.requests().execute(this::run);
        } catch (RejectedExecutionException e) {
            DeployException reason = new DeployException(Problem.SHUTTING_DOWN, "The server is stopping", e);
            work.abandon(reason);
            send(answering.failure(reason));
        }
    }

    private void run() {
        try {
            work.run(resolving, this::send);
        } catch (IOException | RuntimeException | Error e) {
            send(resolving.failure(e));
        }
    }

    /** Hands over: who knows the answer may be a thread of the cluster, and to begin it may wait for the connection's. */
    private void send(Outgoing outgoing) {
        if (!answered.compareAndSet(false, true)) {
            if (outgoing instanceof Streamed superfluous) {
                superfluous.discard();
            }
            return;
        }
        server.uploads().outflows().execute(() -> begin(made(outgoing)));
    }

    private Streamed made(Outgoing outgoing) {
        try {
            return outgoing instanceof Reply reply ? streamed(reply) : (Streamed) outgoing;
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "the answer of request " + attempt.id() + " could not be made", e);
            return streamed(Reply.LAST_RESORT);
        }
    }

    private Streamed streamed(Reply reply) {
        return answering.streamed(reply, false, server.uploads().outflows().patience());
    }

    private void begin(Streamed streamed) {
        try {
            if (containerEnded) {
                throw new IOException("the client is gone");
            }
            Streamed sent = answering.withoutBody() ? streamed.head() : streamed;
            Outflow flow = new Outflow(server.uploads().outflows(), gate, null, gate.ask(() -> answering.open(sent)), sent,
                    end -> over(end, sent));
            outflow = flow;
            flow.begin();
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(System.Logger.Level.DEBUG, "an answer could not be begun", e);
            streamed.discard();
            over(Outflow.End.CUT, streamed);
        }
    }

    private void over(Outflow.End end, Streamed sent) {
        if (end != Outflow.End.WHOLE && !sent.isEvents()) { // who follows may leave at any time
            attempt.undelivered();
        }
        if (end == Outflow.End.LOST) {
            completion.lost();
        }
        if (end == Outflow.End.CUT) {
            completion.breakOff();
        } else {
            completion.complete();
        }
    }

    private void cut(Throwable cause) {
        gate.seal();
        Outflow flow = outflow;
        if (flow != null) {
            flow.abort(cause);
        }
    }

    private void containerEnded() {
        containerEnded = true;
        cut(new IOException("the container has ended the request"));
    }

    private record NoPayload() implements Payload {
        @Override
        public InputStream stream() {
            return InputStream.nullInputStream();
        }

        @Override
        public Optional<Digest> declared() {
            return Optional.empty();
        }
    }
}
