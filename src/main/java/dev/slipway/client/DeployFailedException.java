package dev.slipway.client;

import dev.slipway.archive.PackingFailedException;
import dev.slipway.archive.PackingFailedException.Reason;
import dev.slipway.archive.PackingProblem;
import java.util.List;
import dev.slipway.model.DeploymentId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A deploy, or another request to a server, failed. The message says what happened and where; {@link #remedy()} says what
 * to do about it, and {@link #outcome()} whether anything was made live.
 */
public final class DeployFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Facts facts;

    /** What is known besides the message and the cause. */
    private record Facts(FailureKind kind, String code, @Nullable String entry, @Nullable String remedy,
            Outcome outcome, int status, Map<String, Object> answer, @Nullable Duration retryAfter, int attempts,
            @Nullable DeploymentId id) {
        static Facts of(FailureKind kind, String code, @Nullable String entry, @Nullable String remedy) {
            return new Facts(kind, code, entry, remedy, Outcome.FAILED, 0, Map.of(), null, 0, null);
        }

        Facts answered(Answer told) {
            return new Facts(kind, code, told.json().get("entry") instanceof String text ? text : null, remedy, outcome,
                    told.status(), told.json(), RetryAfter.of(told), attempts, id);
        }

        Facts ending(Outcome end, @Nullable String whatToDo) {
            return new Facts(kind, code, entry, whatToDo, end, status, answer, retryAfter, attempts, id);
        }

        Facts after(int tries, DeploymentId deployment) {
            return new Facts(kind, code, entry, remedy, outcome, status, answer, retryAfter, tries, deployment);
        }
    }

    private DeployFailedException(String message, Facts facts, @Nullable Throwable cause) {
        super(message, cause);
        this.facts = facts;
    }

    /** Found on this side. */
    static DeployFailedException local(FailureKind kind, String code, String message, String remedy,
            @Nullable Throwable cause) {
        return new DeployFailedException(message, Facts.of(kind, code, null, remedy), cause);
    }

    /** The directory could not be packed. */
    static DeployFailedException packing(PackingFailedException e) {
        boolean one = e.problems().size() == 1;
        boolean limit = e.problems().stream().allMatch(problem -> problem.reason() == Reason.LIMIT);
        return new DeployFailedException((one ? e.entry() + ": " : "") + e.getMessage(),
                Facts.of(limit ? FailureKind.LIMIT : FailureKind.REFUSED, e.reason().code(), e.entry(), e.remedy()), e);
    }

    /** Told by the server. */
    static DeployFailedException answered(FailureKind kind, String code, String message, @Nullable String remedy,
            Answer answer) {
        return new DeployFailedException(message, Facts.of(kind, code, null, remedy).answered(answer), null);
    }

    /** The same failure, after everything had been sent: the server may have gone on without us. */
    DeployFailedException afterLastByte() {
        if (facts.outcome != Outcome.FAILED) {
            return this;
        }
        return new DeployFailedException(
                getMessage() + ". Everything had been sent: the server may still make it live.",
                facts.ending(Outcome.UNKNOWN, "Look at what is live before deploying again."), getCause());
    }

    /** The same failure of another request that changes what is there, when it had been sent and no answer came. */
    DeployFailedException afterRequest() {
        return new DeployFailedException(
                getMessage() + ". The request had been sent: the server may have done it all the same.",
                facts.ending(Outcome.UNKNOWN, "Look at what is live and at the deployments before asking again."),
                getCause());
    }

    /**
     * The same failure of a deployment that the server goes on with.
     *
     * @param status what it is at
     */
    DeployFailedException butRunning(String status) {
        return new DeployFailedException(
                getMessage() + ". Everything had been sent, and the server is still at work on it (" + status + ").",
                facts.ending(Outcome.RUNNING, "Follow it to its end (slipway follow, with its id), or cancel it."),
                getCause());
    }

    /** The same failure of a deployment that is complete and was not to be made live. */
    DeployFailedException butStaged() {
        return new DeployFailedException(getMessage() + ". The release is complete and kept.",
                facts.ending(Outcome.STAGED, null), getCause());
    }

    /** The same failure of a deployment that was made live all the same. */
    DeployFailedException butLive() {
        return new DeployFailedException(getMessage() + ". The deployment was made live before.",
                facts.ending(Outcome.LIVE, null), getCause());
    }

    /** The same failure as the end of a deploy. */
    DeployFailedException ending(int attempts, DeploymentId id) {
        String tried = attempts < 2 ? "" : " (tried " + attempts + " times)";
        Facts known = facts.outcome == Outcome.UNKNOWN
                ? facts.ending(Outcome.UNKNOWN, "Look at what is live before deploying again: it was made live if that"
                        + " is deployment " + id + ".") : facts;
        return new DeployFailedException(getMessage() + tried, known.after(attempts, id), getCause());
    }

    /** How it failed. */
    public FailureKind kind() {
        return facts.kind;
    }

    /**
     * Stable word for the failure: the server's {@code code}, or one of this side: {@code usage}, {@code unpackable},
     * {@code unreadable}, {@code changed-while-packing}, {@code limit-exceeded}, {@code compression},
     * {@code unknown-host}, {@code unreachable}, {@code untrusted}, {@code wrong-scheme}, {@code not-slipway},
     * {@code login-page}, {@code redirected}, {@code proxy}, {@code container-limit}, {@code connection-lost},
     * {@code bad-answer}, {@code timed-out}, {@code interrupted}, or {@code http-} and the status.
     */
    public String code() {
        return facts.code;
    }

    /** Path of the entry at fault below the packed directory, where there is one. */
    public Optional<String> entry() {
        return Optional.ofNullable(facts.entry);
    }

    /**
     * All that is wrong with the directory, where that is why it failed: found before anything was sent, or at most one
     * that came up while it was sent. Each with its path, what is wrong and a remedy.
     */
    public List<PackingProblem> problems() {
        return getCause() instanceof PackingFailedException e ? e.problems() : List.of();
    }

    /** How many more problems there are than {@link #problems} lists. */
    public long omittedProblems() {
        return getCause() instanceof PackingFailedException e ? e.omitted() : 0;
    }

    /** What to do about it. */
    public Optional<String> remedy() {
        return Optional.ofNullable(facts.remedy);
    }

    /** What became of the deployment. */
    public Outcome outcome() {
        return facts.outcome;
    }

    /**
     * True when everything had been sent and no answer of the server itself came, or none that can be understood: it
     * may have made it live.
     */
    public boolean outcomeUnknown() {
        return facts.outcome == Outcome.UNKNOWN;
    }

    /** HTTP status of the server's last answer, 0 when there was none. */
    public int status() {
        return facts.status;
    }

    /** The server's last answer as it came; empty when there was none or it was not a JSON object. */
    public Map<String, Object> answer() {
        return facts.answer;
    }

    /** How often it was tried: 0 when it failed before the server was asked, 1 when it was not tried again. */
    public int attempts() {
        return facts.attempts;
    }

    /** What the client called the deployment; empty when it failed before it had a name. */
    public Optional<DeploymentId> deploymentId() {
        return Optional.ofNullable(facts.id);
    }

    /** How long the server asks to wait. */
    Optional<Duration> retryAfter() {
        return Optional.ofNullable(facts.retryAfter);
    }
}
