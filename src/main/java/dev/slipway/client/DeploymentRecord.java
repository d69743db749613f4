package dev.slipway.client;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Record of a deployment as a server told it. What a later server adds is in {@link #fields}, and so is a status that
 * this version does not know.
 *
 * @param fields as they came; absent where they were null
 */
public record DeploymentRecord(Map<String, Object> fields) {
    /** Why a deployment did not go well. */
    public record Failure(String message, String code, String phase) {}

    /**
     * One phase.
     *
     * @param startedAt empty when the server did not say
     * @param duration empty while it lasts
     */
    public record PhaseTime(String name, Optional<Instant> startedAt, Optional<Duration> duration) {}

    /** Of an answer, when it holds a record. */
    static Optional<DeploymentRecord> of(Map<String, Object> fields) {
        return fields.get("deployment_id") instanceof String && fields.get("status") instanceof String
                ? Optional.of(new DeploymentRecord(fields)) : Optional.empty();
    }

    /** The records in a list that a server told; what is none is left out. */
    static List<DeploymentRecord> listOf(Object list) {
        List<DeploymentRecord> records = new ArrayList<>();
        Told.objects(list).forEach(object -> of(object).ifPresent(records::add));
        return records;
    }

    /** Id of the deployment. */
    public String id() {
        return text("deployment_id");
    }

    /** Name of the project. */
    public String project() {
        return text("project");
    }

    /** What it does: {@code deploy}, {@code stage}, {@code activate}, {@code rollback} or {@code adopt}. */
    public String kind() {
        return text("kind");
    }

    /** What it is at or how it ended: the name of a {@link Status} in lower case. */
    public String status() {
        return text("status");
    }

    /** Where it stands, or stood when it ended. */
    public String phase() {
        return text("phase");
    }

    /** Whether it has ended; false for a status that is not known here. */
    public boolean isTerminal() {
        return Status.of(status()).map(Status::terminal).orElse(false);
    }

    /** Whether it has ended and did what it was to do. */
    public boolean isSuccess() {
        return Status.of(status()).map(known -> known == Status.SUCCESS || known == Status.STAGED).orElse(false);
    }

    /** When it began. */
    public Optional<Instant> startedAt() {
        return Told.instant(fields, "started_at");
    }

    /** When it ended. */
    public Optional<Instant> completedAt() {
        return Told.instant(fields, "completed_at");
    }

    /** Each phase so far, oldest first. */
    public List<PhaseTime> phases() {
        return Told.objects(fields.get("phases")).stream().map(phase -> new PhaseTime(
                Told.text(phase, "name").orElse(""), Told.instant(phase, "started_at"),
                Told.number(phase, "duration_ms").map(Duration::ofMillis))).toList();
    }

    /** The release that it made or made live; its id is that of the deployment that made it. */
    public Optional<String> release() {
        return Told.text(fields, "release_id");
    }

    /** The release to which a rollback of it goes. */
    public Optional<String> previous() {
        return Told.text(fields, "previous");
    }

    /** The release that it took back. */
    public Optional<String> rollbackOf() {
        return Told.text(fields, "rollback_of");
    }

    /** Who asked for it. */
    public Optional<String> user() {
        return Told.text(fields, "user");
    }

    /** Why, as whoever asked for it says. */
    public Optional<String> message() {
        return Told.text(fields, "message");
    }

    /** Why it did not go well. */
    public Optional<Failure> error() {
        return Told.object(fields.get("error")).map(error -> new Failure(Told.text(error, "message").orElse(""),
                Told.text(error, "code").orElse(""), Told.text(error, "phase").orElse("")));
    }

    /** Whether it is the deployment of that id. */
    boolean isOf(DeploymentId id) {
        return id.value().equals(id());
    }

    private String text(String name) {
        return Told.text(fields, name).orElse("");
    }
}
