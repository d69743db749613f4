package dev.slipway.web;

import dev.slipway.body.BodyListener;
import dev.slipway.deploy.Followed;
import dev.slipway.deploy.Payload;
import dev.slipway.model.Digest;
import dev.slipway.operation.Job;
import dev.slipway.operation.SpooledJob;
import dev.slipway.pipe.BytePipe;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns what the body of one request says into a job and its payload. The body tells it in the turns of the exchange;
 * the worker reads the payload from the pipe.
 */
final class Intake implements BodyListener, Payload {
    private final BytePipe pipe;
    private final Operator operator;
    private final Consumer<DeployException> ending;

    // written in turns only
    private volatile @Nullable Job job;
    private volatile @Nullable Job prepared;
    private volatile @Nullable SpooledJob spooled;
    private volatile @Nullable Digest declared;

    /** Makes the jobs of one request, for its caller. Called in turns; must not block. */
    interface Operator {
        /** The job for an operation object. @throws DeployException when it cannot be carried out */
        Job prepare(Map<String, Object> operation);

        /** The job that puts a payload aside until its operation is known. @throws DeployException when not allowed */
        default SpooledJob spool() {
            throw new DeployException(Problem.INVALID_REQUEST, "The operation must come before its payload");
        }
    }

    /** @param ending ends the request with a reason; returns at once */
    Intake(BytePipe pipe, Operator operator, Consumer<DeployException> ending) {
        this.pipe = pipe;
        this.operator = operator;
        this.ending = ending;
    }

    /** What there is to do, as soon as that is known. */
    Optional<Job> job() {
        return Optional.ofNullable(job);
    }

    /** The deployment that the request is, as soon as it holds its claim. */
    Optional<Followed> deployment() {
        return Optional.ofNullable(prepared).flatMap(Job::deployment);
    }

    /** When that deployment is recorded; fails when it cannot be. */
    CompletionStage<Void> recorded() {
        Job known = prepared;
        return known == null ? CompletableFuture.completedStage(null) : known.recorded();
    }

    /** Whether the job is to be run without looking at the payload. */
    boolean isReadyAtOnce() {
        Job known = job;
        return known != null && known.payload() == Job.Use.IGNORED;
    }

    @Override
    public void operation(Map<String, Object> operation) {
        Job made = operator.prepare(operation);
        made.endedBy(ending);
        prepared = made;
        SpooledJob waiting = spooled;
        if (waiting == null) {
            job = made;
        } else {
            waiting.decide(made);
        }
    }

    @Override
    public void payloadFirst() {
        SpooledJob waiting = operator.spool();
        spooled = waiting;
        job = waiting;
    }

    @Override
    public void amended(Map<String, Object> operation) {
        Job known = job;
        if (known != null) {
            known.amend(operation);
        }
    }

    @Override
    public void payload(byte[] bytes, int offset, int length) {
        Job known = job;
        if (known != null && known.payload() == Job.Use.REFUSED) {
            throw new DeployException(Problem.INVALID_REQUEST, "This operation takes no payload");
        } else if (known == null || known.payload() == Job.Use.WANTED) {
            pipe.offer(bytes, offset, length);
        }
    }

    @Override
    public void digest(Digest digest) {
        declared = digest;
    }

    @Override
    public void complete(boolean payloadSeen) {
        Job known = job;
        if (known != null && known.payload() == Job.Use.WANTED && !payloadSeen) {
            throw new DeployException(Problem.INVALID_REQUEST, "Either payload or package must be provided");
        }
        pipe.end();
    }

    @Override
    public InputStream stream() {
        return pipe.source();
    }

    @Override
    public Optional<Digest> declared() {
        return Optional.ofNullable(declared);
    }
}
