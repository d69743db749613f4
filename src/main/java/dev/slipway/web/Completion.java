package dev.slipway.web;

import dev.slipway.config.ContainerConnection;
import dev.slipway.problem.Problem;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who completes an asynchronous request: the application, unless the container has begun to. Where both did, Tomcat would
 * end the next request of the connection's objects with the second call. Any thread.
 */
final class Completion implements AsyncListener {
    private static final System.Logger LOG = System.getLogger(Completion.class.getName());

    private final AsyncContext context;
    private final Optional<ContainerConnection> connection;
    private final Attempt attempt;
    private final boolean endsLostOnes;
    private final Consumer<Throwable> failed;
    private final Runnable ended;
    /** Guarded by this: the container completes it, or has been told to. */
    private boolean theirs;

    /**
     * Takes charge of a request that has no time-out from then on: it would be one on the whole of it.
     *
     * @param failed told when the container gives the request up; it completes it then
     * @param ended called when it is over, whoever completed it
     */
    Completion(AsyncContext context, Consumer<Throwable> failed, Runnable ended) {
        this.context = context;
        this.connection = Optional.ofNullable((ContainerConnection) context.getRequest().getAttribute(ContainerConnection.ATTRIBUTE));
        this.attempt = Attempt.of(context.getRequest());
        this.endsLostOnes = context.getClass().getName().startsWith("org.apache.catalina.");
        this.failed = failed;
        this.ended = ended;
        context.setTimeout(0);
        context.addListener(this);
        refuseUntilAnswered(context.getResponse());
    }

    /**
     * What nobody answers, because its client seems gone, must not look like success to one that still reads. Said while
     * the request is ours for certain: at its end the container may have given its objects to the next one.
     */
    private static void refuseUntilAnswered(@Nullable ServletResponse answer) {
        if (answer instanceof HttpServletResponse response) {
            response.setStatus(Problem.CLIENT_GONE.status());
        }
    }

    /** A write has failed: Tomcat ends the request by itself then, by a thread of its own, others wait for us. */
    synchronized void lost() {
        if (endsLostOnes) {
            theirs = true;
        }
    }

    /**
     * Completes the request unless the container does; nothing of it is touched after this. The container may end without a
     * word a request whose client is lost.
     */
    synchronized void complete() {
        if (attempt.failure().isPresent()) {
            attempt.end();
        }
        if (theirs) {
            return;
        }
        theirs = true;
        if (connection.isEmpty()) {
            end();
            return;
        }
        try {
            connection.get().letGo(this::end);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "the container is stopping", e);
            end();
        }
    }

    private void end() {
        try {
            context.complete();
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "the container had ended the request", e);
        }
    }

    /**
     * Ends the request in a way that its client sees: completed, an answer without a length would look whole. Where the
     * connection is not known an error does it, which containers end the connection for when the answer has begun.
     */
    synchronized void breakOff() {
        if (theirs) {
            return;
        }
        if (connection.isPresent()) {
            connection.get().breakOff();
            complete();
            return;
        }
        theirs = true;
        try {
            context.dispatch(NothingServlet.BREAK_OFF);
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "the container had ended the request", e);
        }
    }

    /** The connection of the request, where the container is known. */
    Optional<ContainerConnection> connection() {
        return connection;
    }

    private synchronized void over() {
        theirs = true;
    }

    @Override
    public void onComplete(AsyncEvent event) {
        over();
        attempt.end();
        ended.run();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        over();
        failed.accept(new IOException("the container's time-out"));
    }

    @Override
    public void onError(AsyncEvent event) {
        over();
        Throwable cause = event.getThrowable();
        failed.accept(cause == null ? new IOException("the container gave up the request") : cause);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // it is never started again
    }
}
