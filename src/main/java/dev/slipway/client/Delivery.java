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
    /** The last upload that was sent whole and may be live. */
    private @Nullable UploadRequest sent;
    /** Whether the server itself told that it failed, which it also does when it could not undo it. */
    private boolean told;
    /** Whether the directory changed between attempts, so that nobody can tell which content is live. */
    private boolean changed;
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
        Packing packing = Packing.prepare(request, offer.payloadTypes(), offer.limits(), channel.deadline(),
                listener);
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
        if (upload.takesEffect()) {
            listener.progress(upload.progress(DeployPhase.WAITING));
        }
        if (!answer.isSuccess()) {
            DeployFailedException failure = Verdict.failure(channel.target(), answer);
            throw upload.takesEffect() && Verdict.leavesOutcomeOpen(answer) ? failure.afterLastByte() : failure;
        }
        if (!id.value().equals(text(answer, "deployment_id"))) {
            throw Verdict.unclear(channel.target(), answer);
        }
        return result(upload, text(answer, "message"), answer);
    }

    private void note(DeployFailedException failure, UploadRequest upload) {
        changed |= sent != null && upload.takesEffect() && !sent.sent().digest().equals(upload.sent().digest());
        if (failure.outcomeUnknown()) {
            sent = upload;
            told = false;
        } else if (ABOUT_THE_ARCHIVE.contains(failure.code())) {
            changed = false;
            sent = null; // the server has come to this attempt's archive: no earlier one is at work or was made live
        } else if (isOwnWork(failure)) {
            told = false;
        } else if (sent == null && upload.takesEffect() && (failure.status() >= 500 || isUsed(failure))) {
            sent = upload;
            told = true;
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
        attempts.pauseForOwnWork(failure.retryAfter().orElse(Duration.ZERO),
                Trouble.stillAtWork(channel.target(), failure));
    }

    /** Whether an earlier attempt of this deploy is what holds the project. A server may name it in its text only. */
    private boolean isOwnWork(DeployFailedException failure) {
        if (!Problem.PROJECT_BUSY.code().equals(failure.code())) {
            return false;
        }
        return failure.answer().get("deployment_id") instanceof String holder ? id.value().equals(holder)
                : String.valueOf(failure.getMessage()).contains(id.value());
    }

    /** A release has our id, which is ours alone: so an attempt of ours was carried out. */
    private static boolean isUsed(DeployFailedException failure) {
        return Problem.DEPLOYMENT_ID_USED.code().equals(failure.code());
    }

    /** The result, when an earlier attempt was made live; empty also when the server cannot be asked. */
    private Optional<DeployResult> found() {
        if (sent == null || Thread.currentThread().isInterrupted() || channel.deadline().passed()) {
            return Optional.empty();
        }
        WhatIsLive now = ask(channel);
        return isOurs(now) && !changed ? Optional.of(liveNow(sent, now)) : Optional.empty();
    }

    private WhatIsLive ask(Channel way) {
        DeployProgress asking = sent == null ? NOTHING_YET : sent.progress(DeployPhase.WAITING);
        try {
            return WhatIsLive.of(way.ask("GET", request.project(), phase -> listener.progress(asking)));
        } catch (DeployFailedException e) {
            return WhatIsLive.NOT_KNOWN;
        }
    }

    private boolean isOurs(WhatIsLive now) {
        return id.value().equals(now.deployment());
    }

    private DeployResult liveNow(UploadRequest upload, WhatIsLive now) {
        return result(upload, "Deployment " + id + " is live: its answer was lost, but the server says so", now.answer());
    }

    /** Says how it ended; asks once more, briefly, when that is not certain. */
    private DeployResult conclude(DeployFailedException failure) throws DeployFailedException {
        UploadRequest upload = sent;
        if (upload == null && !isUsed(failure)) {
            throw failure.ending(attempts.made(), id);
        }
        boolean interrupted = Thread.interrupted();
        WhatIsLive now = ask(channel.briefly());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (upload != null && failure.kind() != FailureKind.INTERRUPTED) {
            if (isOurs(now) && changed) {
                throw Trouble.changedBetween(failure).butLive().ending(attempts.made(), id);
            }
            if (isOurs(now)) {
                return liveNow(upload, now);
            }
            if (isUsed(failure) && !now.deployment().isEmpty() && !changed) {
                return result(upload, "Deployment " + id + " was carried out, and another one is live now: "
                        + ShownAnswer.line(now.deployment()), null);
            }
        }
        throw judged(failure, now).ending(attempts.made(), id);
    }

    /** A failure that the server told is believed when it also says that something else is live, or nothing. */
    private DeployFailedException judged(DeployFailedException failure, WhatIsLive now) {
        if (isOurs(now)) {
            return failure.butLive();
        }
        return told && now.known() && !isUsed(failure) ? failure : failure.afterLastByte();
    }

    private DeployResult result(UploadRequest upload, String message, @Nullable Answer answer) {
        Map<String, Object> fields = answer == null ? Map.of() : new LinkedHashMap<>(answer.json());
        PackProgress packed = upload.packing();
        UploadRequest.Sent whole = upload.sent();
        return new DeployResult(message, id.value(), request.project().value(),
                whole.digest(), whole.size(), packed.files(), packed.directories(), packed.bytes(), attempts.made(),
                fields);
    }

    private static String text(Answer answer, String name) {
        return answer.json().get(name) instanceof String text ? text : "";
    }
}
