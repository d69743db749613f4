package dev.slipway.client;

import dev.slipway.archive.PackProgress;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
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
 * <p>When everything was sent and no answer came, the deployment may be live. Then the server is asked what became of it,
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
    private final boolean followed;
    /** The last upload that was sent whole and may be live. */
    private @Nullable UploadRequest sent;
    /** Whether the server itself told that it failed, which it also does when it could not undo it. */
    private boolean told;
    /** Whether the directory changed between attempts, so that nobody can tell which content is live. */
    private boolean changed;
    /** What broke the connection of the last attempt, where this side knows it. */
    private @Nullable DeployFailedException brokenBy;
    /** How long the server may stay at work on an earlier attempt; counted anew after any other failure. */
    private @Nullable Deadline ownWork;

    /** @param followed whether the server's progress is asked for meanwhile */
    Delivery(DeployRequest request, DeployListener listener, Channel channel, BackOff backOff, boolean followed) {
        this.followed = followed;
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
                failure = explained(e, offer, upload);
            }
            note(failure, upload);
            Optional<DeployResult> result = settle(failure);
            if (result.isPresent()) {
                return result.get();
            }
        }
    }

    private DeployFailedException explained(DeployFailedException failure, ServerOffer offer, UploadRequest upload) {
        DeployFailedException limit =
                Trouble.overContainerLimit(channel.target(), offer, upload.givenBytes(), failure).orElse(null);
        brokenBy = limit;
        return limit == null ? failure : failure.outcome() == Outcome.FAILED ? limit : limit.afterLastByte();
    }

    /** Finds out what became of what was sent, and waits; empty when another attempt is due. */
    private Optional<DeployResult> settle(DeployFailedException failure) throws DeployFailedException {
        Aftermath before = aftermath();
        while (before.result().isEmpty()) {
            pauseAfter(before.fate().failure().orElse(failure));
            Aftermath after = aftermath();
            if (after.result().isEmpty() && !before.fate().isRunning() && !after.fate().isRunning()) {
                return Optional.empty();
            }
            before = after;
        }
        return before.result();
    }

    private DeployResult send(UploadRequest upload) throws DeployFailedException {
        Answer answer;
        try (ServerWatch watch = new ServerWatch(channel, id)) {
            answer = channel.send(upload, phase -> {
                if (followed && phase != DeployPhase.CONNECTING) {
                    watch.begin();
                }
                watch.tell(listener);
                listener.progress(upload.progress(phase));
            });
            watch.tell(listener);
        }
        if (upload.takesEffect()) {
            listener.progress(upload.progress(DeployPhase.WAITING));
        }
        if (!answer.isSuccess()) {
            DeployFailedException failure = Verdict.failure(channel.target(), answer);
            throw upload.takesEffect() && Verdict.leavesOutcomeOpen(answer) ? failure.afterLastByte() : failure;
        }
        return confirmed(upload, answer);
    }

    private DeployResult confirmed(UploadRequest upload, Answer answer) throws DeployFailedException {
        String told = text(answer, "deployment_id");
        if (!id.value().equals(told) && (told.isEmpty() || request.idempotencyKey().isEmpty())) {
            throw Verdict.unclear(channel.target(), answer);
        }
        Outcome outcome = answer.status() == 202 ? Outcome.RUNNING
                : Boolean.TRUE.equals(answer.json().get("staged")) ? Outcome.STAGED : Outcome.LIVE;
        return upload.takesEffect() && id.value().equals(told) ? result(upload, outcome, told, text(answer, "message"), answer.json())
                : repeated(outcome, told, answer);
    }

    /** Of an answer that the server kept: what this side would have sent does not matter. */
    private DeployResult repeated(Outcome outcome, String told, Answer answer) throws DeployFailedException {
        Map<String, Object> fields = answer.json();
        try {
            return new DeployResult(outcome, text(answer, "message"), told, request.project().value(),
                    new Digest(text(answer, "payload_hash")), Told.number(fields, "payload_size").orElse(0L),
                    Told.number(fields, "files").orElse(0L), 0, Told.number(fields, "unpacked_size").orElse(0L),
                    attempts.made(), new LinkedHashMap<>(fields));
        } catch (IllegalArgumentException | DeployException e) {
            throw Trouble.tooEarly(channel.target());
        }
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

    /** What the server says of an upload that was sent whole. */
    private record Aftermath(Fate fate, Optional<DeployResult> result) {}

    /** Asks for the record, and where there is none for what is live; nothing is known when nobody can be asked. */
    private Aftermath aftermath() {
        UploadRequest upload = sent;
        if (upload == null || Thread.currentThread().isInterrupted() || channel.deadline().passed()) {
            return new Aftermath(Fate.UNKNOWN, Optional.empty());
        }
        Fate fate = fate(channel);
        if (fate.isFailed()) {
            sent = null;
        }
        if (fate.outcome() != Outcome.UNKNOWN) {
            boolean enough = fate.isSuccess() || fate.isRunning() && request.detached();
            return new Aftermath(fate, enough && !changed ? Optional.of(recorded(upload, fate))
                    : Optional.empty());
        }
        WhatIsLive now = ask(channel);
        return new Aftermath(fate, isOurs(now) && !changed ? Optional.of(liveNow(upload, now)) : Optional.empty());
    }

    private Fate fate(Channel way) {
        DeployProgress asking = sent == null ? NOTHING_YET : sent.progress(DeployPhase.WAITING);
        Fate fate = Fate.ask(way, id, phase -> listener.progress(asking));
        return brokenBy == null ? fate : fate.ifClientGoneBecauseOf(brokenBy);
    }

    private DeployResult recorded(UploadRequest upload, Fate fate) {
        String what = switch (fate.outcome()) {
            case STAGED -> " is complete and staged";
            case RUNNING -> " is running";
            default -> " was made live";
        };
        return result(upload, fate.outcome(), "Deployment " + id + what + ": its answer was lost, but the server's record "
                + "says so", fate.told());
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
        return result(upload, Outcome.LIVE, "Deployment " + id + " is live: its answer was lost, but the server says so",
                now.answer() == null ? Map.of() : now.answer().json());
    }

    /** Says how it ended; asks once more, briefly, when that is not certain. */
    private DeployResult conclude(DeployFailedException failure) throws DeployFailedException {
        UploadRequest upload = sent;
        if (upload == null && !isUsed(failure)) {
            throw failure.ending(attempts.made(), id);
        }
        boolean interrupted = Thread.interrupted();
        try {
            Channel way = channel.briefly();
            Fate fate = fate(way);
            return fate.outcome() == Outcome.UNKNOWN ? judged(failure, ask(way)) : judged(failure, fate);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private DeployResult judged(DeployFailedException failure, Fate fate) throws DeployFailedException {
        UploadRequest upload = sent;
        boolean interrupted = failure.kind() == FailureKind.INTERRUPTED;
        if (fate.isSuccess() && upload != null && !interrupted && !changed) {
            return recorded(upload, fate);
        }
        DeployFailedException end = interrupted || !fate.isSuccess() || !changed ? failure
                : Trouble.changedBetween(failure);
        throw (switch (fate.outcome()) {
            case LIVE -> end.butLive();
            case STAGED -> end.butStaged();
            case RUNNING -> end.butRunning(String.valueOf(fate.told().get("status")));
            default -> interrupted || told ? failure : fate.failure().orElse(failure);
        }).ending(attempts.made(), id);
    }

    private DeployResult judged(DeployFailedException failure, WhatIsLive now) throws DeployFailedException {
        UploadRequest upload = sent;
        if (upload != null && failure.kind() != FailureKind.INTERRUPTED) {
            if (isOurs(now) && changed) {
                throw Trouble.changedBetween(failure).butLive().ending(attempts.made(), id);
            }
            if (isOurs(now)) {
                return liveNow(upload, now);
            }
            if (isUsed(failure) && !now.deployment().isEmpty() && !changed) {
                return result(upload, Outcome.LIVE, "Deployment " + id + " was carried out, and another one is live now: "
                        + ShownAnswer.line(now.deployment()), Map.of());
            }
        }
        throw believed(failure, now).ending(attempts.made(), id);
    }

    /** A failure that the server told is believed when it also says that something else is live, or nothing. */
    private DeployFailedException believed(DeployFailedException failure, WhatIsLive now) {
        if (isOurs(now)) {
            return failure.butLive();
        }
        return told && now.known() && !isUsed(failure) ? failure : failure.afterLastByte();
    }

    private DeployResult result(UploadRequest upload, Outcome outcome, String message, Map<String, Object> answer) {
        return result(upload, outcome, id.value(), message, answer);
    }

    private DeployResult result(UploadRequest upload, Outcome outcome, String deployment, String message,
            Map<String, Object> answer) {
        PackProgress packed = upload.packing();
        UploadRequest.Sent whole = upload.sent();
        return new DeployResult(outcome, message, deployment, request.project().value(),
                whole.digest(), whole.size(), packed.files(), packed.directories(), packed.bytes(), attempts.made(),
                new LinkedHashMap<>(answer));
    }

    private static String text(Answer answer, String name) {
        return answer.json().get(name) instanceof String text ? text : "";
    }
}
