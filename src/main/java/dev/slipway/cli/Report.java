package dev.slipway.cli;

import dev.slipway.archive.DanglingLinks;
import dev.slipway.archive.TreeSurvey;
import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.client.DeployFailedException;
import dev.slipway.client.DeployResult;
import dev.slipway.client.FailureKind;
import dev.slipway.client.Outcome;
import dev.slipway.client.Target;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.Problem;
import java.io.PrintStream;
import java.time.Duration;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a deploy: the result on standard output, as a block of text or as one JSON object; failures as text on
 * standard error, and with JSON also as an object on standard output.
 *
 * <p>The fields of the object are documented in {@code docs/client.md}; scripts depend on them.
 */
final class Report {
    private static final int MAX_TEXT = 4000;

    /** What a server's answer may have to say besides its text. */
    private static final List<String> TOLD = List.of("limit", "allowed", "seen", "phase", "deployment_id");

    private final PrintStream out;
    private final PrintStream err;
    private final Terminal terminal;
    private final boolean json;
    private final Map<String, Object> warnings = new LinkedHashMap<>();
    private @Nullable ProjectName project;
    private @Nullable Target target;

    Report(Session session, boolean json) {
        this.out = session.out();
        this.err = session.err();
        this.terminal = session.terminal();
        this.json = json;
    }

    /** What was asked for, as soon as that is known. */
    Report about(ProjectName name, Target where) {
        project = name;
        target = where;
        return this;
    }

    /** Tells of the links that lead nowhere, now and in the object. */
    void warn(TreeSurvey survey, DanglingLinks treatment) {
        EntryLines.printDangling(err, survey, treatment);
        if (!survey.dangling().isEmpty()) {
            warnings.put("warnings", EntryLines.danglingFields(survey, treatment));
            warnings.put("warnings_omitted", survey.moreDangling());
        }
    }

    /** @return the exit code */
    int success(DeployResult result, String server, Duration took) {
        if (json) {
            print(fields(result, server, took));
            return 0;
        }
        String message = result.message().isEmpty() ? "Deployed: " + result.project() : result.message();
        out.println(safe(message));
        out.println("  deployment  " + safe(result.deploymentId()));
        out.println("  server      " + target + " (" + safe(server) + ")");
        out.println("  content     " + Figures.files(result.files()) + ", " + Figures.bytes(result.unpackedSize()));
        out.println("  payload     " + Figures.bytes(result.payloadSize()) + ", sha-256 " + result.payloadDigest());
        out.println("  took        " + Figures.time(took)
                + (result.attempts() > 1 ? ", " + result.attempts() + " attempts" : ""));
        return 0;
    }

    private Map<String, Object> fields(DeployResult result, String server, Duration took) {
        Map<String, Object> fields = begin(true, 0, Outcome.LIVE, result.attempts());
        fields.put("deployment_id", result.deploymentId());
        fields.put("message", result.message());
        fields.put("server", server);
        fields.put("payload_sha256", result.payloadDigest().hex());
        fields.put("payload_size", result.payloadSize());
        fields.put("files", result.files());
        fields.put("directories", result.directories());
        fields.put("unpacked_size", result.unpackedSize());
        fields.put("seconds", took.toMillis() / 1000.0);
        fields.put("answer", result.answer());
        return fields;
    }

    /** @return the exit code */
    int failure(DeployFailedException failure) {
        err.println(error() + safe(String.valueOf(failure.getMessage())));
        Map<String, Object> answer = slipways(failure.answer());
        TOLD.forEach(name -> {
            Object value = answer.get(name);
            if (value != null) {
                err.println("  " + name + ": " + safe(String.valueOf(value)));
            }
        });
        if (failure.problems().size() > 1) {
            EntryLines.print(err, failure.problems(), failure.omittedProblems());
        } else {
            failure.remedy().ifPresent(remedy -> err.println("  " + safe(remedy)));
        }
        if (failure.outcome() == Outcome.FAILED) {
            err.println("  Nothing was made live.");
        }
        if (json) {
            print(fields(failure));
        }
        return failure.kind().exitCode();
    }

    /** The command line itself makes no sense. @return the exit code */
    int usage(String text) {
        err.println(error() + safe(text));
        if (json) {
            Map<String, Object> fields = begin(false, FailureKind.USAGE.exitCode(), Outcome.FAILED, 0);
            tell(fields, text, "usage", FailureKind.USAGE);
            print(fields);
        }
        return FailureKind.USAGE.exitCode();
    }

    private Map<String, Object> fields(DeployFailedException failure) {
        Map<String, Object> fields =
                begin(false, failure.kind().exitCode(), failure.outcome(), failure.attempts());
        failure.deploymentId().ifPresent(id -> fields.put("deployment_id", id.value()));
        tell(fields, String.valueOf(failure.getMessage()), failure.code(), failure.kind());
        failure.entry().ifPresent(entry -> fields.put("entry", entry));
        failure.remedy().ifPresent(remedy -> fields.put("remedy", remedy));
        if (!failure.problems().isEmpty()) {
            fields.put("entries", EntryLines.fields(failure.problems()));
            fields.put("entries_omitted", failure.omittedProblems());
        }
        if (failure.status() != 0) {
            fields.put("status", failure.status());
        }
        Map<String, Object> answer = slipways(failure.answer());
        if (!answer.isEmpty()) {
            fields.put("answer", answer);
        }
        return fields;
    }

    /** The answer of a Slipway server; nothing of another's, which may hold anything. */
    private static Map<String, Object> slipways(Map<String, Object> answer) {
        boolean known = Arrays.stream(Problem.values()).anyMatch(problem -> problem.code().equals(answer.get("code")));
        return known ? answer : Map.of();
    }

    private Map<String, Object> begin(boolean ok, int exitCode, Outcome outcome, int attempts) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ok", ok);
        fields.put("exit_code", exitCode);
        fields.put("outcome", word(outcome));
        fields.put("attempts", attempts);
        if (project != null) {
            fields.put("project", project.value());
        }
        if (target != null) {
            fields.put("target", target.toString());
        }
        return fields;
    }

    private static void tell(Map<String, Object> fields, String error, String code, FailureKind kind) {
        fields.put("error", error);
        fields.put("code", code);
        fields.put("kind", word(kind));
        fields.put("outcome_unknown", "unknown".equals(fields.get("outcome")));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void print(Map<String, Object> fields) {
        fields.putAll(warnings);
        out.println(new String(ObjectWriter.write(fields, Format.JSON), StandardCharsets.UTF_8));
    }

    /** Text of a server or a file name, which must not send commands to the terminal. */
    static String safe(String text) {
        int most = text.codePointCount(0, text.length()) <= MAX_TEXT ? text.length()
                : text.offsetByCodePoints(0, MAX_TEXT);
        return Printable.of(text.substring(0, most));
    }

    private String error() {
        return terminal.colours() ? "\033[1;31mslipway:\033[0m " : "slipway: ";
    }
}
