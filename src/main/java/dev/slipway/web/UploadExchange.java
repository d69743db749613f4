package dev.slipway.web;

import dev.slipway.body.BodyListener;
import dev.slipway.body.RequestBody;
import dev.slipway.deploy.Followed;
import dev.slipway.pipe.BytePipe;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One request with a body, from the first byte to the answer, without ever blocking a container thread.
 *
 * <p><b>Turns.</b> Whatever happens (the container has bytes, the worker has made room in the pipe, the worker has
 * finished, the watchdog ticks) calls {@link Turns#signal}. The first to call it takes the turn and runs {@link #turn} until
 * nobody has signalled any more; others leave their signal and go. So at any time one thread at most reads the request,
 * parses, or completes the context, and what it wrote is visible to the next, so that threads that are not the container's
 * may read: on Tomcat a request that is completed meanwhile would hand its buffers to the next one.
 *
 * <p><b>States.</b>
 * <pre>
 * READING ──(outcome known)──▶ ANSWERING ──▶ DRAINING ──▶ OVER
 *                                  └─(body read, or client gone)─▶ OVER
 * </pre>
 * READING: bytes go through the body decoder into the pipe; when there is no room it stops without asking the container
 * for more, and the pipe signals. The worker is leased when the pipe is worth one; what it does and comes to is the {@link
 * Assignment}'s. ANSWERING: a writing thread owns the exchange. DRAINING: a client
 * that was refused in mid-upload is read for a bounded while, because many clients look for the answer only when they
 * have sent everything, and closing the connection under them would destroy it. OVER: nothing touches the request; an upload
 * whose client did not wait remains one of those that are open until its work has ended.
 */
final class UploadExchange implements ReadListener, BytePipe.Listener {
    private static final System.Logger LOG = System.getLogger(UploadExchange.class.getName());

    private enum State {
        READING,
        ANSWERING,
        DRAINING,
        OVER
    }

    private final UploadService service;
    private final Completion completion;
    private final Attempt attempt;
    private final RequestGate gate;
    private final RequestInput input;
    private final Executor reader;
    private final Answering answering;
    private final Runnable whenOver;
    private final BytePipe pipe;
    private final Intake intake;
    private final Pace pace;
    private final Turns turns = new Turns(this::turn);
    private final Resolving resolving;
    private final Assignment assignment;
    private final Reporting reporting;
    private final AtomicReference<@Nullable DeployException> failure = new AtomicReference<>();
    private final AtomicBoolean left = new AtomicBoolean();

    // owned by the thread whose turn it is (or, while ANSWERING, by the answering thread)
    private @Nullable RequestBody body;
    private @Nullable Drain listening;

    private volatile State state = State.READING;
    private volatile boolean bodyEnded;
    private volatile boolean containerEnded;
    private volatile boolean clientGone;

    /**
     * @param operator makes the job when the operation object is known
     * @param whenOver called once when the exchange and its work have ended, by whichever thread ended the later of them
     */
    UploadExchange(UploadService service, AsyncContext context, ServletInputStream input, Answering answering,
            Intake.Operator operator, Runnable whenOver) {
        this.service = service;
        this.completion = new Completion(context, this::onError, this::containerEnded);
        this.gate = new RequestGate(completion.connection());
        this.input = new RequestInput(input, gate, completion.connection(), turns::signal);
        this.reader = service.readThreads().of(input, context.getRequest(), gate);
        this.attempt = Attempt.of(context.getRequest());
        this.answering = answering;
        this.whenOver = whenOver;
        this.pipe = service.newPipe(this);
        this.resolving = new Resolving(service, answering);
        this.reporting = new Reporting(service.outflows(), answering, gate, turns::signal);
        this.intake = new Intake(pipe, operator, this::fail);
        this.assignment = new Assignment(service, intake, pipe, resolving, turns::signal);
        this.pace = new Pace(service.times(), System.nanoTime());
    }

    /** Whom the body tells what it finds. */
    BodyListener intake() {
        return intake;
    }

    /** Begins to read; the caller is in the servlet's service method and returns at once after it. */
    void begin(RequestBody decoder) throws IOException {
        body = decoder;
        if (state == State.READING) {
            reporting.listen();
        }
        service.opened(this);
        input.listen(this);
        report();
    }

    /**
     * Answers without having looked at the body, then drains it; same calling rules as {@link #begin}. The answer comes
     * first: on Undertow the first look at the body of a client with {@code Expect: 100-continue} invites it to send.
     *
     * @throws IOException when the client is gone
     */
    void refuse(DeployException reason) throws IOException {
        failure.set(reason);
        assignment.takeBack();
        gate.touchFirst(() -> answering.write(answering.failure(reason), true));
        listening = new Drain(input, service.times(), System.nanoTime());
        state = State.DRAINING;
        begin(new DiscardedBody());
    }

    @Override
    public void onDataAvailable() {
        input.called();
        reader.execute(turns::signal);
    }

    @Override
    public void onAllDataRead() {
        onDataAvailable();
    }

    @Override
    public void onError(Throwable cause) {
        clientGone = true;
        gate.seal();
        reporting.abort(cause);
        lost(cause);
    }

    /** What came of the upload is one thing, whether its client hears of it another. */
    private void lost(Throwable cause) {
        if (assignment.outcome().isEmpty()) {
            fail(new DeployException(Problem.CLIENT_GONE, "The connection was lost before the body was complete", cause));
        } else {
            turns.signal();
        }
    }

    @Override
    public void writable() {
        input.goOn();
    }

    /** Called once by the pipe, in a turn: the payload is worth a worker. */
    @Override
    public void readable() {
        beginWork();
    }

    /** The watchdog, every half second. */
    void tick(long now) {
        if (state == State.READING && !bodyEnded) {
            pace.judge(now).ifPresent(this::fail);
        }
        if (assignment.hasWaited(service.times().workerWaitNanos(), now)) {
            fail(new DeployException(Problem.SERVER_BUSY, "No worker became free within max-worker-wait"));
        }
        if (pace.paused() || state == State.DRAINING) {
            turns.signal();
        }
    }

    /** Ends the exchange with this failure unless it has one; any thread. */
    void fail(DeployException reason) {
        if (failure.compareAndSet(null, reason)) {
            attempt.ended(reason);
            pipe.fail(reason);
        }
        turns.signal();
    }

    private void turn() {
        try {
            switch (state) {
                case READING -> service.readBuffers().with(this::read);
                case DRAINING -> service.readBuffers().with(this::drain);
                case ANSWERING -> { }
                case OVER -> leave();
            }
        } catch (IOException e) {
            onError(e);
        } catch (DeployException e) {
            fail(e);
        } catch (RuntimeException | Error e) {
            fail(service.internal(e));
        }
        if (state == State.READING) {
            noticeLoss();
            settle();
        }
    }

    /** Events that cannot be written are the first thing that tells of a lost client, and at times the only one. */
    private void noticeLoss() {
        if (!bodyEnded && failure.get() == null && reporting.over() && reporting.end() == Outflow.End.LOST) {
            onError(new IOException("the events could not be written"));
        }
    }

    private void read(byte[] buffer) throws IOException {
        while (failure.get() == null && assignment.outcome().isEmpty() && !bodyEnded) {
            int room = room();
            if (room == 0) {
                pace.pauses(System.nanoTime());
                return; // without isReady(): the container must not call; the pipe will
            }
            pace.waits(System.nanoTime());
            int count = input.read(buffer, Math.min(buffer.length, room));
            if (count == 0) {
                return; // the container will call
            }
            if (count < 0) {
                endOfBody();
                return;
            }
            pace.received(count, System.nanoTime());
            requireBody().write(buffer, 0, count);
            report();
            if (intake.isReadyAtOnce()) {
                beginWork();
            }
        }
    }

    private int room() {
        int room = pipe.room();
        return room == 0 && pace.wantsTrickle(System.nanoTime()) ? pipe.trickle() : room;
    }

    private void endOfBody() {
        bodyEnded = true;
        requireBody().end();
        report();
        if (answering.detached() && !reporting.begun() && failure.get() == null) {
            intake.deployment().ifPresent(this::acceptWhenRecorded);
        }
    }

    /** So that a server that is killed afterwards knows of what was accepted. */
    private void acceptWhenRecorded(Followed deployment) {
        intake.recorded().whenCompleteAsync((recorded, problem) -> {
            if (problem != null) {
                Throwable cause = problem instanceof CompletionException && problem.getCause() != null
                        ? problem.getCause() : problem;
                fail(cause instanceof DeployException known ? known : service.internal(cause));
            } else if (assignment.outcome().isEmpty()) {
                assignment.answer(answering.accepted(deployment), attempt::accepted);
            }
        }, service.outflows()::execute);
    }

    /** Begins to tell the client what happens, as soon as there is a deployment that holds its claim. */
    private void report() {
        if (answering.events() && !reporting.begun() && failure.get() == null) {
            intake.deployment().ifPresent(deployment -> reporting.begin(resolving.events(deployment)));
        }
    }

    private RequestBody requireBody() {
        if (body == null) {
            throw new IllegalStateException("the exchange has not begun");
        }
        return body;
    }

    private void beginWork() {
        if (failure.get() == null) {
            assignment.begin();
        }
    }

    /** Moves on to the answer when it is known: the worker's, or that of a failure which came before it began. */
    private void settle() {
        DeployException reason = failure.get();
        if (reason != null && assignment.outcome().isEmpty() && assignment.abandon(reason)) {
            service.logCause(reason);
            assignment.answer(answering.failure(reason));
        }
        assignment.outcome().ifPresent(this::conclude);
    }

    private void conclude(Outgoing outgoing) {
        if (!reporting.begun()) {
            state = State.ANSWERING;
            service.outflows().execute(() -> answer(outgoing));
            return;
        }
        reporting.conclude();
        if (reporting.over()) { // else it signals when it is
            state = State.ANSWERING;
            listenOrFinish(reporting.end());
        }
    }

    private void answer(Outgoing outgoing) {
        Streamed streamed;
        try {
            streamed = outgoing instanceof Reply reply ? streamed(reply) : (Streamed) outgoing;
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "the answer of request " + attempt.id() + " could not be made", e);
            streamed = streamed(Reply.LAST_RESORT);
        }
        reporting.send(streamed, this::listenOrFinish);
    }

    private Streamed streamed(Reply reply) {
        return answering.streamed(reply, !bodyEnded, service.outflows().patience());
    }

    /** The answer is written, or cannot be: a client that still sends is listened to only where there is an answer. */
    private void listenOrFinish(Outflow.End answer) {
        if (answer == Outflow.End.LOST) {
            completion.lost();
        }
        if (answer == Outflow.End.WHOLE && !bodyEnded && !clientGone && !containerEnded) {
            listening = new Drain(input, service.times(), System.nanoTime());
            state = State.DRAINING;
            turns.signal();
        } else {
            finish(answer);
        }
    }

    private void drain(byte[] buffer) throws IOException {
        if (clientGone || containerEnded || listening != null && listening.isOver(buffer)) {
            finish(Outflow.End.WHOLE);
        }
    }

    /** The end of the exchange; nothing of the request is touched after it. Called by whoever owns the exchange. */
    private void finish(Outflow.End answer) {
        state = State.OVER;
        if (answer != Outflow.End.WHOLE) {
            attempt.undelivered();
            attempt.end(); // a container may end a request whose client is lost without a word
        }
        leave();
        if (answer == Outflow.End.CUT && !clientGone && !containerEnded) {
            completion.breakOff();
        } else {
            completion.complete();
        }
    }

    /** The request is over: so is the exchange, unless a worker has still to do with it. */
    private void leave() {
        DeployException reason = failure.get();
        if (reason != null) {
            assignment.abandon(reason);
        }
        if (assignment.isIdle() && left.compareAndSet(false, true)) {
            service.closed(this);
            whenOver.run();
        }
    }

    /** Whether its client has still to be answered. */
    boolean owesAnswer() {
        return state == State.READING || state == State.ANSWERING;
    }

    /** The container has ended the request, by itself or because it was completed; it is not touched any more. */
    void containerEnded() {
        containerEnded = true;
        gate.seal();
        if (state != State.OVER) {
            IOException cause = new IOException("the container has ended the request");
            reporting.abort(cause);
            lost(cause);
        }
    }
}
