package dev.slipway.cli;

import dev.slipway.archive.DanglingLinks;
import dev.slipway.archive.TreeSurvey;
import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.client.DeployFailedException;
import dev.slipway.client.DeployResult;
import dev.slipway.client.FailureKind;
import java.io.PrintStream;
import java.time.Duration;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The outcome of a deploy: the result on standard output, as a block of text or as one JSON object; failures as text on
 * standard error, and with JSON also as an object on standard output.
 *
 * <p>Fields of the object, always: {@code ok}, {@code exit_code}. When it went well: {@code message}, {@code project},
 * {@code deployment_id}, {@code target}, {@code server}, {@code payload_sha256}, {@code payload_size}, {@code files},
 * {@code directories}, {@code unpacked_size}, {@code seconds}, {@code answer}. When not: {@code error}, {@code code},
 * {@code kind}, {@code outcome_unknown}, and where there is one {@code entry}, {@code remedy}, {@code status},
 * {@code answer}, and where it is the directory's fault {@code entries}, a list of {@code {entry, code, problem, remedy}},
 * with {@code entries_omitted}. In both cases, where there are any, {@code warnings}, a list of
 * {@code {entry, target, warning}}, with {@code warnings_omitted}.
 */
final class Report {
    private static final int MAX_TEXT = 4000;

    /** What the text shows anyway. */
    private static final Set<String> SHOWN = Set.of("error", "detail", "title", "code", "remedy", "entry", "status",
            "type", "message");

    private final PrintStream out;
    private final PrintStream err;
    private final Terminal terminal;
    private final boolean json;
    private final Map<String, Object> warnings = new LinkedHashMap<>();

    Report(Session session, boolean json) {
        this.out = session.out();
        this.err = session.err();
        this.terminal = session.terminal();
        this.json = json;
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
    int success(DeployResult result, String target, String server, Duration took) {
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("ok", true);
            fields.put("exit_code", 0);
            fields.put("message", result.message());
            fields.put("project", result.project());
            fields.put("deployment_id", result.deploymentId());
            fields.put("target", target);
            fields.put("server", server);
            fields.put("payload_sha256", result.payloadDigest().hex());
            fields.put("payload_size", result.payloadSize());
            fields.put("files", result.files());
            fields.put("directories", result.directories());
            fields.put("unpacked_size", result.unpackedSize());
            fields.put("seconds", took.toMillis() / 1000.0);
            fields.put("answer", result.answer());
            print(fields);
            return 0;
        }
        String message = result.message().isEmpty() ? "Deployed: " + result.project() : result.message();
        out.println(safe(message));
        out.println("  deployment  " + safe(result.deploymentId()));
        out.println("  server      " + target + " (" + safe(server) + ")");
        out.println("  content     " + Figures.files(result.files()) + ", " + Figures.bytes(result.unpackedSize()));
        out.println("  payload     " + Figures.bytes(result.payloadSize()) + ", sha-256 " + result.payloadDigest());
        out.println("  took        " + Figures.time(took));
        return 0;
    }

    /** @return the exit code */
    int failure(DeployFailedException failure) {
        err.println(error() + safe(String.valueOf(failure.getMessage())));
        failure.answer().forEach((name, value) -> {
            if (!SHOWN.contains(name)) {
                err.println("  " + safe(name) + ": " + safe(String.valueOf(value)));
            }
        });
        if (failure.problems().size() > 1) {
            EntryLines.print(err, failure.problems(), failure.omittedProblems());
        } else {
            failure.remedy().ifPresent(remedy -> err.println("  " + safe(remedy)));
        }
        if (!failure.outcomeUnknown()) {
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
            Map<String, Object> fields = new LinkedHashMap<>();
            put(fields, text, "usage", FailureKind.USAGE, false);
            print(fields);
        }
        return FailureKind.USAGE.exitCode();
    }

    private static Map<String, Object> fields(DeployFailedException failure) {
        Map<String, Object> fields = new LinkedHashMap<>();
        put(fields, String.valueOf(failure.getMessage()), failure.code(), failure.kind(), failure.outcomeUnknown());
        failure.entry().ifPresent(entry -> fields.put("entry", entry));
        failure.remedy().ifPresent(remedy -> fields.put("remedy", remedy));
        if (!failure.problems().isEmpty()) {
            fields.put("entries", EntryLines.fields(failure.problems()));
            fields.put("entries_omitted", failure.omittedProblems());
        }
        if (failure.status() != 0) {
            fields.put("status", failure.status());
            fields.put("answer", failure.answer());
        }
        return fields;
    }

    private static void put(Map<String, Object> fields, String error, String code, FailureKind kind, boolean unknown) {
        fields.put("ok", false);
        fields.put("exit_code", kind.exitCode());
        fields.put("error", error);
        fields.put("code", code);
        fields.put("kind", kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        fields.put("outcome_unknown", unknown);
    }

    private void print(Map<String, Object> fields) {
        fields.putAll(warnings);
        out.println(new String(ObjectWriter.write(fields, Format.JSON), StandardCharsets.UTF_8));
    }

    /** Text of a server or a file name, which must not send commands to the terminal. */
    static String safe(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(MAX_TEXT).forEach(c -> shown.appendCodePoint(
                Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c));
        return shown.toString();
    }

    private String error() {
        return terminal.colours() ? "\033[1;31mslipway:\033[0m " : "slipway: ";
    }
}
