package dev.slipway.client;

import dev.slipway.archive.PackProgress;
import dev.slipway.model.DeploymentId;
import dev.slipway.problem.Problem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One deploy from the first question to a definite outcome, over as many attempts as it takes. All attempts have the
 * same deployment id, so that the server carries out one of them at most.
 *
 * <p>When everything was sent and no answer came, the deployment may be live. Then the server is asked what is live,
 * before anything is sent again and before anybody is told that it failed. For the thread of the deploy.
 */
final class Delivery {
    private static final Set<String> ABOUT_THE_ARCHIVE =
            Set.of(Problem.ARCHIVE_REFUSED.code(), Problem.DIGEST_MISMATCH.code());
    private static final DeployProgress NOTHING_YET = new DeployProgress(DeployPhase.CONNECTING, 0, 0, 0, "");

    private final DeploymentId id = DeploymentId.next();
    private final DeployRequest request;
    private final DeployListener listener;
    private final Channel channel;
    private final Attempts attempts;
    /** The last upload that was sent whole and whose fate was not told. */
    private @Nullable UploadRequest sent;
    /** How long the server may stay at work on an earlier attempt; counted anew after any other failure. */
    private @Nullable Deadline ownWork;

    Delivery(DeployRequest request, DeployListener listener, Channel channel, BackOff backOff) {
        this.request = request;
        this.listener = listener;
        this.channel = channel;
        this.attempts = new Attempts(backOff, channel.deadline(), listener);
    }

    /** @throws DeployFailedException in the end */
    DeployResult run() throws DeployFailedException {
        try {
            ServerOffer offer = introduce();
            attempts.reachedServer();
            listener.connected(offer.server());
            return deliver(offer);
        } catch (DeployFailedException e) {
            return conclude(e);
        }
    }

    private ServerOffer introduce() throws DeployFailedException {
        Introduction introduction = new Introduction(channel, request.project());
        while (true) {
            try {
                return introduction.ask(phase -> listener.progress(NOTHING_YET));
            } catch (DeployFailedException e) {
                attempts.pauseAfter(e);
            }
        }
    }

    private DeployResult deliver(ServerOffer offer) throws DeployFailedException {
        Packing packing = Packing.prepare(request, offer.payloadTypes(), offer.limits(), listener);
        while (true) {
            UploadRequest upload = new UploadRequest(request, channel.head(), packing, id);
            DeployFailedException failure;
            try {
                return send(upload);
            } catch (DeployFailedException e) {
                failure = Trouble.overContainerLimit(channel.target(), offer, upload.sentBytes(), e);
            }
            note(failure, upload);
            Optional<DeployResult> live = found();
            if (live.isPresent()) {
                return live.get();
            }
            pauseAfter(failure);
            live = found();
            if (live.isPresent()) {
                return live.get();
            }
        }
    }

    private DeployResult send(UploadRequest upload) throws DeployFailedException {
        Answer answer = channel.send(upload, phase -> listener.progress(upload.progress(phase)));
        listener.progress(upload.progress(DeployPhase.WAITING));
        if (!answer.isSuccess()) {
            DeployFailedException failure = Verdict.failure(channel.target(), answer);
            throw upload.takesEffect() && Verdict.leavesOutcomeOpen(answer) ? failure.afterLastByte() : failure;
        }
        if (answer.json().isEmpty()) {
            throw Verdict.unclear(channel.target(), answer);
        }
        return result(upload, text(answer, "message"), answer);
    }

    private void note(DeployFailedException failure, UploadRequest upload) {
        if (failure.outcomeUnknown()) {
            sent = upload;
        } else if (ABOUT_THE_ARCHIVE.contains(failure.code())) {
            sent = null; // the server has come to this attempt's archive: no earlier one is at work or was made live
        }
    }

    private void pauseAfter(DeployFailedException failure) throws DeployFailedException {
        if (!isOwnWork(failure)) {
            ownWork = null;
            attempts.pauseAfter(failure);
            return;
        }
        Duration longest = channel.timeouts().answer();
        if (ownWork == null) {
            ownWork = Deadline.in(longest);
        }
        if (ownWork.passed()) {
            throw Trouble.timedOut(channel.target(), "has been at work on an earlier attempt for", longest);
        }
        attempts.pauseForOwnWork(Trouble.stillAtWork(channel.target(), failure));
    }

    /** Whether an earlier attempt of this deploy is what holds the project. */
    private boolean isOwnWork(DeployFailedException failure) {
        return Problem.PROJECT_BUSY.code().equals(failure.code())
                && String.valueOf(failure.getMessage()).contains(id.value());
    }

    /** The result, when an earlier attempt was made live; empty also when the server cannot be asked. */
    private Optional<DeployResult> found() {
        return sent == null || Thread.currentThread().isInterrupted() || channel.deadline().passed()
                ? Optional.empty() : found(channel, sent);
    }

    private Optional<DeployResult> found(Channel way, UploadRequest upload) {
        try {
            Answer answer = way.ask("GET", request.project(),
                    phase -> listener.progress(upload.progress(DeployPhase.WAITING)));
            return answer.isSuccess() && id.value().equals(text(answer, "deployment_id"))
                    ? Optional.of(result(upload, "Deployment " + id + " is live: its answer was lost, but the server "
                            + "says so", answer))
                    : Optional.empty();
        } catch (DeployFailedException e) {
            return Optional.empty();
        }
    }

    /** Says how it ended; asks once more, briefly, when that is not certain. */
    private DeployResult conclude(DeployFailedException failure) throws DeployFailedException {
        UploadRequest upload = sent;
        if (upload == null) {
            throw failure.ending(attempts.made(), id);
        }
        if (Problem.DEPLOYMENT_ID_USED.code().equals(failure.code())) {
            return result(upload, "Deployment " + id + " was made live, and another one has replaced it since", null);
        }
        boolean interrupted = Thread.interrupted();
        Optional<DeployResult> live = found(channel.briefly(), upload);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (live.isPresent() && failure.kind() != FailureKind.INTERRUPTED) {
            return live.get();
        }
        throw (live.isPresent() ? failure.butLive() : failure.afterLastByte()).ending(attempts.made(), id);
    }

    private DeployResult result(UploadRequest upload, String message, @Nullable Answer answer) {
        Map<String, Object> fields = answer == null ? Map.of() : new LinkedHashMap<>(answer.json());
        PackProgress packed = upload.packing();
        UploadRequest.Sent whole = upload.sent();
        String named = answer == null ? "" : text(answer, "deployment_id");
        return new DeployResult(message, named.isEmpty() ? id.value() : named, request.project().value(),
                whole.digest(), whole.size(), packed.files(), packed.directories(), packed.bytes(), attempts.made(),
                fields);
    }

    private static String text(Answer answer, String name) {
        return answer.json().get(name) instanceof String text ? text : "";
    }
}
