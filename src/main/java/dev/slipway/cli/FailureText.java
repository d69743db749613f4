package dev.slipway.cli;

import dev.slipway.client.DeployFailedException;
import dev.slipway.client.FailureKind;
import dev.slipway.problem.Problem;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is said of a failure, whatever the command: as lines for people, and as values for JSON. */
final class FailureText {
    /** What a server's answer may have to say besides its text. */
    private static final List<String> TOLD = List.of("limit", "allowed", "seen", "phase", "deployment_id");

    private FailureText() {}

    /** The beginning of a line that tells of a failure. */
    static String error(Terminal terminal) {
        return terminal.colours() ? "\033[1;31mslipway:\033[0m " : "slipway: ";
    }

    /** What happened, and what the server told of it; not the remedy. */
    static void print(PrintStream err, Terminal terminal, DeployFailedException failure) {
        err.println(error(terminal) + Report.safe(String.valueOf(failure.getMessage())));
        Map<String, Object> answer = slipways(failure.answer());
        TOLD.forEach(name -> {
            Object value = answer.get(name);
            if (value != null) {
                err.println("  " + name + ": " + Report.safe(String.valueOf(value)));
            }
        });
    }

    /** {@code error}, {@code code}, {@code kind}. */
    static void put(Map<String, Object> fields, String error, String code, FailureKind kind) {
        fields.put("error", error);
        fields.put("code", code);
        fields.put("kind", word(kind));
    }

    /** {@code status} and {@code answer}, where there are any. */
    static void putAnswer(Map<String, Object> fields, DeployFailedException failure) {
        if (failure.status() != 0) {
            fields.put("status", failure.status());
        }
        Map<String, Object> answer = slipways(failure.answer());
        if (!answer.isEmpty()) {
            fields.put("answer", answer);
        }
    }

    /** The name of a value as scripts read it. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The answer of a Slipway server; nothing of another's, which may hold anything. */
    private static Map<String, Object> slipways(Map<String, Object> answer) {
        boolean known = Arrays.stream(Problem.values()).anyMatch(problem -> problem.code().equals(answer.get("code")));
        return known ? answer : Map.of();
    }
}
