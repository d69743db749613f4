package dev.slipway.client;

import dev.slipway.archive.PackingFailedException;
import dev.slipway.archive.PackingFailedException.Reason;
import dev.slipway.archive.PackingProblem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A deploy failed. The message says what happened and where; {@link #remedy()} says what to do about it. Unless
 * {@link #outcomeUnknown()}, nothing was made live.
 */
public final class DeployFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;
    private final String code;
    private final @Nullable String entry;
    private final @Nullable String remedy;
    private final boolean outcomeUnknown;
    private final int status;
    private final transient Map<String, Object> answer;

    private DeployFailedException(FailureKind kind, String code, String message, @Nullable String entry,
            @Nullable String remedy, boolean outcomeUnknown, int status, Map<String, Object> answer,
            @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.code = code;
        this.entry = entry;
        this.remedy = remedy;
        this.outcomeUnknown = outcomeUnknown;
        this.status = status;
        this.answer = answer;
    }

    /** Found on this side. */
    static DeployFailedException local(FailureKind kind, String code, String message, String remedy,
            @Nullable Throwable cause) {
        return new DeployFailedException(kind, code, message, null, remedy, false, 0, Map.of(), cause);
    }

    /** The directory could not be packed. */
    static DeployFailedException packing(PackingFailedException e) {
        boolean one = e.problems().size() == 1;
        boolean limit = e.problems().stream().allMatch(problem -> problem.reason() == Reason.LIMIT);
        return new DeployFailedException(limit ? FailureKind.LIMIT : FailureKind.REFUSED, e.reason().code(),
                (one ? e.entry() + ": " : "") + e.getMessage(), e.entry(), e.remedy(), false, 0, Map.of(), e);
    }

    /** Told by the server. */
    static DeployFailedException answered(FailureKind kind, String code, String message, @Nullable String remedy,
            Answer answer) {
        Map<String, Object> fields = answer.json();
        String entry = fields.get("entry") instanceof String text ? text : null;
        return new DeployFailedException(kind, code, message, entry, remedy, false, answer.status(), fields, null);
    }

    /** The same failure, after everything had been sent: the server may have gone on without us. */
    DeployFailedException afterLastByte() {
        return new DeployFailedException(kind, code,
                getMessage() + ". Everything had been sent: the server may still make it live.", entry,
                "Look at what is live before deploying again.", true, status, answer, getCause());
    }

    /** How it failed. */
    public FailureKind kind() {
        return kind;
    }

    /**
     * Stable word for the failure: the server's {@code code}, or one of this side: {@code usage}, {@code unpackable},
     * {@code unreadable}, {@code changed-while-packing}, {@code limit-exceeded}, {@code compression},
     * {@code unreachable}, {@code untrusted}, {@code not-slipway}, {@code redirected}, {@code connection-lost},
     * {@code bad-answer}, {@code timed-out}, {@code interrupted}.
     */
    public String code() {
        return code;
    }

    /** Path of the entry at fault below the packed directory, where there is one. */
    public Optional<String> entry() {
        return Optional.ofNullable(entry);
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
        return Optional.ofNullable(remedy);
    }

    /**
     * True when everything had been sent and no answer of the server itself came, or none that can be understood: it
     * may have made it live.
     */
    public boolean outcomeUnknown() {
        return outcomeUnknown;
    }

    /** HTTP status of the server's answer, 0 when there was none. */
    public int status() {
        return status;
    }

    /** The server's answer as it came; empty when there was none or it was not a JSON object. */
    public Map<String, Object> answer() {
        return answer;
    }
}
