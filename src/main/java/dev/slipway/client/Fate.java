package dev.slipway.client;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Status;
import dev.slipway.problem.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a server's record says of a deployment whose answer was lost.
 *
 * @param outcome {@link Outcome#UNKNOWN} when there is no record, or nobody could say
 * @param failure why it failed, or that the server is still at work on it
 * @param told the record
 */
record Fate(Outcome outcome, Optional<DeployFailedException> failure, Map<String, Object> told) {
    static final Fate UNKNOWN = new Fate(Outcome.UNKNOWN, Optional.empty(), Map.of());

    /** Asks; trouble on the way makes it unknown. */
    static Fate ask(Channel channel, DeploymentId id, Exchange.Ticker ticker) {
        try {
            Answer answer = channel.ask("deployments/" + id, ticker);
            return DeploymentRecord.of(answer.json()).filter(record -> answer.isSuccess() && record.isOf(id))
                    .map(record -> of(channel.target(), record)).orElse(UNKNOWN);
        } catch (DeployFailedException e) {
            return UNKNOWN;
        }
    }

    private static Fate of(Target target, DeploymentRecord record) {
        if (record.isSuccess()) {
            boolean staged = Status.STAGED.label().equals(record.status());
            return new Fate(staged ? Outcome.STAGED : Outcome.LIVE, Optional.empty(), record.fields());
        }
        if (!record.isTerminal()) {
            return Status.of(record.status()).isEmpty() ? UNKNOWN
                    : new Fate(Outcome.RUNNING, Optional.of(running(target, record)), record.fields());
        }
        return new Fate(Outcome.FAILED, Optional.of(failed(target, record)), record.fields());
    }

    /** The same with the reason for which the connection broke, where the server saw no more than that it broke. */
    Fate ifClientGoneBecauseOf(DeployFailedException reason) {
        boolean gone = isFailed() && failure.map(DeployFailedException::code).equals(
                Optional.of(Problem.CLIENT_GONE.code()));
        return gone ? new Fate(outcome, Optional.of(reason), told) : this;
    }

    boolean isSuccess() {
        return outcome == Outcome.LIVE || outcome == Outcome.STAGED;
    }

    boolean isRunning() {
        return outcome == Outcome.RUNNING;
    }

    boolean isFailed() {
        return outcome == Outcome.FAILED;
    }

    /** What the server would say to another attempt now. */
    private static DeployFailedException running(Target target, DeploymentRecord record) {
        return asAnswered(target, Problem.PROJECT_BUSY.code(),
                "Deployment " + record.id() + " is still running: " + record.status(), record);
    }

    /** What the server had answered, had the answer not been lost. */
    private static DeployFailedException failed(Target target, DeploymentRecord record) {
        Optional<DeploymentRecord.Failure> error = record.error();
        boolean cancelled = Status.CANCELLED.label().equals(record.status());
        String code = error.map(DeploymentRecord.Failure::code).filter(text -> !text.isEmpty())
                .orElse(cancelled ? Problem.CANCELLED.code() : Problem.INTERNAL.code());
        String message = error.map(DeploymentRecord.Failure::message).filter(text -> !text.isEmpty())
                .orElse("Deployment " + record.id() + " has ended: " + record.status());
        return asAnswered(target, code, message, record);
    }

    private static DeployFailedException asAnswered(Target target, String code, String message,
            DeploymentRecord record) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("error", message);
        fields.put("code", code);
        fields.put("deployment_id", record.id());
        fields.put("phase", record.phase());
        Problem problem = Verdict.problem(code);
        int status = problem == null ? Problem.INTERNAL.status() : problem.status();
        return Verdict.failure(target, new Answer(status, Map.of(), ObjectWriter.write(fields, Format.JSON)));
    }
}
