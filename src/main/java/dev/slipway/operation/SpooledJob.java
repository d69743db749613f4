package dev.slipway.operation;

import dev.slipway.deploy.Payload;
import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.Spool;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The job of a payload that came before the operation it belongs to: puts it aside on the disk, unread, until the
 * operation is known, and then does that operation's job with it. A conflict with another deployment is so told at the
 * end only.
 */
public final class SpooledJob implements Job {
    private final Spool spool;
    /** The operation's job; ours to run or abandon, once, while {@code over} is false. */
    private @Nullable Job decided;
    private boolean over;

    SpooledJob(Spool spool) {
        this.spool = spool;
    }

    /**
     * Says what the payload is for; once, before the payload's end is told. Any thread.
     *
     * @param job is run or abandoned by this job from now on
     * @throws DeployException {@link Problem#INVALID_REQUEST} when that job takes no payload; it was abandoned then
     */
    public void decide(Job job) {
        if (job.payload() == Use.REFUSED) {
            DeployException reason = new DeployException(Problem.INVALID_REQUEST, "This operation takes no payload");
            job.abandon(reason);
            throw reason;
        }
        synchronized (this) {
            if (!over) {
                decided = job;
                return;
            }
        }
        job.abandon(new DeployException(Problem.CLIENT_GONE, "The request ended before its operation was known"));
    }

    @Override
    public Use payload() {
        return Use.WANTED;
    }

    @Override
    public Answer run(Payload payload) throws IOException {
        try (Spool.Parcel parcel = spool.begin()) {
            parcel.fill(payload.stream());
            Job job = take().orElseThrow(() -> new IllegalStateException("the payload ended before its operation"));
            try (InputStream stream = parcel.open()) {
                return job.run(new Opened(stream, payload.declared()));
            }
        } finally {
            abandon(new DeployException(Problem.INVALID_REQUEST, "The payload could not be put aside"));
        }
    }

    @Override
    public void abandon(DeployException reason) {
        take().ifPresent(job -> job.abandon(reason));
    }

    /** The decided job, once; what is decided after this is abandoned at once. */
    private synchronized Optional<Job> take() {
        over = true;
        Job job = decided;
        decided = null;
        return Optional.ofNullable(job);
    }

    private record Opened(InputStream stream, Optional<Digest> declared) implements Payload {}
}
