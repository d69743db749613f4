package dev.slipway.client;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a server's answer means. */
final class Verdict {
    private static final int SHOWN_OF_A_FOREIGN_ANSWER = 200;
    private static final String CHECK_ADDRESS = "Check the address. Below a context path it needs that path, "
            + "for example http://host:8080/slipway/";

    private Verdict() {}

    /**
     * Looks at the answer to {@code registration_info}.
     *
     * @return what the server calls itself
     * @throws DeployFailedException when it is no Slipway server or does not know the user
     */
    static String introduction(Target target, Answer answer) throws DeployFailedException {
        Map<String, Object> fields = answer.json();
        if (answer.isSuccess() && fields.get("version") instanceof String version) {
            return fields.get("server") instanceof String server ? server : "version " + version;
        }
        if (answer.isSuccess()) {
            throw foreign(target, answer);
        }
        throw failure(target, answer);
    }

    /** The failure that an answer other than 2xx stands for. */
    static DeployFailedException failure(Target target, Answer answer) {
        int status = answer.status();
        if (status >= 300 && status < 400) {
            return DeployFailedException.answered(FailureKind.REFUSED, "redirected",
                    target + " sends on to " + DeployException.printable(answer.header("location"))
                            + " (" + status + "), and an upload is not sent twice",
                    "Use that address, if you trust it.", answer);
        }
        Map<String, Object> fields = answer.json();
        String text = text(fields, "error", "detail", "title", "message");
        if (text == null && status != 401 && status != 403) {
            return status >= 500 ? gateway(target, answer) : foreign(target, answer);
        }
        Problem problem = problem(text(fields, "code"));
        return DeployFailedException.answered(kind(problem, status), code(fields, status),
                message(target, status, text, answer), remedy(fields, problem, status), answer);
    }

    /**
     * Whether a failure that was answered after the last byte says nothing of what became of the deploy: one of 5xx
     * that does not carry a Slipway server's {@code code}, so that a gateway may have spoken while the server went on.
     */
    static boolean leavesOutcomeOpen(Answer answer) {
        return answer.status() >= 500 && problem(text(answer.json(), "code")) == null;
    }

    /** An answer of 2xx that is not one of a deploy. */
    static DeployFailedException unclear(Target target, Answer answer) {
        return DeployFailedException.answered(FailureKind.SERVER_FAILED, "bad-answer",
                target + " answered " + answer.status() + " but not what was done: " + shown(answer), CHECK_ADDRESS,
                answer).afterLastByte();
    }

    private static DeployFailedException foreign(Target target, Answer answer) {
        return DeployFailedException.answered(FailureKind.REFUSED, "not-slipway",
                target + " answers, but not as Slipway does: " + answer.status() + " " + shown(answer), CHECK_ADDRESS,
                answer);
    }

    /** A proxy in front of a server that does not answer says so in HTML. */
    private static DeployFailedException gateway(Target target, Answer answer) {
        boolean between = answer.status() == 502 || answer.status() == 503 || answer.status() == 504;
        return DeployFailedException.answered(between ? FailureKind.NETWORK : FailureKind.SERVER_FAILED,
                "http-" + answer.status(), target + " failed: " + answer.status() + " " + shown(answer),
                "Look into the log of the server, and of a proxy between.", answer);
    }

    private static String message(Target target, int status, @Nullable String text, Answer answer) {
        if (text == null) {
            return target + " refused: " + status + " " + shown(answer);
        }
        String wait = answer.header("retry-after");
        return text + (wait.isEmpty() ? "" : " (the server asks to wait " + DeployException.printable(wait) + " s)");
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
        return code != null ? code : status == 401 ? Problem.NOT_AUTHENTICATED.code() : "http-" + status;
    }

    private static @Nullable Problem problem(@Nullable String code) {
        for (Problem problem : Problem.values()) {
            if (problem.code().equals(code)) {
                return problem;
            }
        }
        return null;
    }

    private static FailureKind kind(@Nullable Problem problem, int status) {
        if (problem != null) {
            return FailureKind.ofExitCode(problem.exitCode());
        }
        return switch (status) {
            case 408 -> FailureKind.TIMED_OUT;
            case 409 -> FailureKind.CONFLICT;
            case 413, 429, 431, 503, 507 -> FailureKind.LIMIT;
            case 502, 504 -> FailureKind.NETWORK;
            default -> status >= 500 ? FailureKind.SERVER_FAILED : FailureKind.REFUSED;
        };
    }

    private static @Nullable String text(Map<String, Object> fields, String... names) {
        for (String name : names) {
            if (fields.get(name) instanceof String text && !text.isBlank()) {
                return text;
            }
        }
        return null;
    }

    private static String shown(Answer answer) {
        String type = answer.header("content-type");
        String text = answer.text().strip();
        if (text.isEmpty()) {
            return "without a text";
        }
        String start = text.substring(0, Math.min(SHOWN_OF_A_FOREIGN_ANSWER, text.length())).replaceAll("\\s+", " ");
        return (type.isEmpty() ? "" : DeployException.printable(type) + " ") + "\"" + DeployException.printable(start)
                + "\"";
    }
}
