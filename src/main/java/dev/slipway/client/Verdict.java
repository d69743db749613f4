package dev.slipway.client;

import dev.slipway.problem.Problem;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a server's answer means. */
final class Verdict {
    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    private Verdict() {}

    /** The failure that an answer other than 2xx stands for. */
    static DeployFailedException failure(Target target, Answer answer) {
        Map<String, Object> fields = answer.json();
        String text = text(fields, "error", "detail", "title", "message");
        if (text == null || ForeignAnswer.isNoServers(answer.status())) {
            return ForeignAnswer.explain(target, answer);
        }
        Problem problem = problem(answer);
        return DeployFailedException.answered(kind(problem, answer.status()), code(fields, answer.status()),
                message(text, answer) + where(target, problem), remedy(fields, problem, answer.status()), answer);
    }

    /**
     * Whether a failure that was answered after the last byte says nothing of what became of the deploy: one of 5xx
     * that does not carry a Slipway server's {@code code}, so that a gateway may have spoken while the server went on.
     * A gateway's 408 is the same.
     */
    static boolean leavesOutcomeOpen(Answer answer) {
        return (answer.status() >= 500 || answer.status() == 408) && problem(answer) == null;
    }

    /** An answer of 2xx that is not one of a deploy. */
    static DeployFailedException unclear(Target target, Answer answer) {
        return notUnderstood(target, answer).afterLastByte();
    }

    /** An answer of 2xx that is not one to what was asked. */
    static DeployFailedException notUnderstood(Target target, Answer answer) {
        return DeployFailedException.answered(FailureKind.SERVER_FAILED, "bad-answer",
                target + " answered " + answer.status() + " but not what was done: " + ShownAnswer.of(answer),
                ForeignAnswer.CHECK_ADDRESS, answer);
    }

    /** The row of Slipway's table that an answer names, or null. */
    static @Nullable Problem problem(Answer answer) {
        return problem(text(answer.json(), "code"));
    }

    static @Nullable Problem problem(@Nullable String code) {
        for (Problem problem : Problem.values()) {
            if (problem.code().equals(code)) {
                return problem;
            }
        }
        return null;
    }

    /** How an answer counts that is not Slipway's, by its status. */
    static FailureKind kind(int status) {
        return switch (status) {
            case 408 -> FailureKind.TIMED_OUT;
            case 409 -> FailureKind.CONFLICT;
            case 413, 429, 431, 507 -> FailureKind.LIMIT;
            case 502, 503, 504 -> FailureKind.NETWORK;
            default -> status >= 500 ? FailureKind.SERVER_FAILED : FailureKind.REFUSED;
        };
    }

    private static FailureKind kind(@Nullable Problem problem, int status) {
        return problem == null ? kind(status) : FailureKind.ofExitCode(problem.exitCode());
    }

    /** Says what the few words of a refused login leave out. */
    private static String where(Target target, @Nullable Problem problem) {
        return problem == Problem.NOT_AUTHENTICATED ? ": " + target + " does not know this user with this password" : "";
    }

    private static String message(String text, Answer answer) {
        String told = ShownAnswer.withoutSecrets(text);
        String wait = ShownAnswer.line(answer.header("retry-after"));
        boolean seconds = !wait.isEmpty() && wait.chars().allMatch(Character::isDigit);
        return wait.isEmpty() ? told : told + " (the server asks to wait " + (seconds ? wait + " s" : "until " + wait) + ")";
    }

    private static @Nullable String remedy(Map<String, Object> fields, @Nullable Problem problem, int status) {
        String told = text(fields, "remedy");
        if (told != null) {
            return told;
        }
        if (status == 401) {
            return "Check user and password.";
        }
        return problem == null ? null : problem.remedy();
    }

    private static String code(Map<String, Object> fields, int status) {
        String code = text(fields, "code");
        return code != null && CODE.matcher(code).matches() ? code
                : status == 401 ? Problem.NOT_AUTHENTICATED.code() : "http-" + status;
    }

    private static @Nullable String text(Map<String, Object> fields, String... names) {
        for (String name : names) {
            if (fields.get(name) instanceof String text && !text.isBlank()) {
                return text;
            }
        }
        return null;
    }
}
