package dev.slipway.cli;

import dev.slipway.archive.DanglingLinks;
import dev.slipway.archive.TreeSurvey;
import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.codec.VisibleJson;
import dev.slipway.client.DeployFailedException;
import dev.slipway.client.DeployResult;
import dev.slipway.client.FailureKind;
import dev.slipway.client.NodeOutcome;
import dev.slipway.client.Outcome;
import dev.slipway.client.Target;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.Problem;
import java.io.PrintStream;
import java.time.Duration;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
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
        if (result.answer().get("warning") instanceof String warning) {
            err.println("slipway: warning: " + safe(warning));
        }
        if (json) {
            print(fields(result, server, took));
            return 0;
        }
        print(result, server, took);
        return 0;
    }

    private void print(DeployResult result, String server, Duration took) {
        String message = result.message().isEmpty() ? "Deployed: " + result.project() : result.message();
        out.println(safe(message));
        out.println("  deployment  " + safe(result.deploymentId()));
        out.println("  server      " + target + " (" + safe(server) + ")");
        out.println("  content     " + Figures.files(result.files()) + ", " + Figures.bytes(result.unpackedSize()));
        out.println("  payload     " + Figures.bytes(result.payloadSize()) + ", sha-256 " + result.payloadDigest());
        NodeOutcome.listOf(result.answer().get("replicated")).forEach(node ->
                out.println("  node        " + safe(node.node()) + ": " + NodeLines.text(node)));
        out.println("  took        " + Figures.time(took)
                + (result.attempts() > 1 ? ", " + result.attempts() + " attempts" : ""));
        if (result.outcome() == Outcome.RUNNING) {
            out.println("  The server goes on by itself; to its end: slipway follow " + safe(result.deploymentId()));
        } else if (result.outcome() == Outcome.STAGED) {
            out.println("  Not live yet: slipway activate " + safe(result.deploymentId()));
        }
    }

    private Map<String, Object> fields(DeployResult result, String server, Duration took) {
        Map<String, Object> fields = begin(true, 0, result.outcome(), result.attempts());
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
        FailureText.print(err, terminal, failure);
        if (failure.problems().size() > 1) {
            EntryLines.print(err, failure.problems(), failure.omittedProblems());
        } else {
            failure.remedy().ifPresent(remedy -> err.println("  " + safe(remedy)));
        }
        if (failure.kind() == FailureKind.PARTLY_LIVE) {
            err.println("  It is live on some servers; to see on which: slipway cluster");
        } else if (failure.outcome() == Outcome.FAILED && failure.kind() != FailureKind.ROLLED_BACK
                && !failure.code().equals(Problem.OVERTAKEN.code())) {
            err.println("  Nothing was made live.");
        }
        if (json) {
            print(fields(failure));
        }
        return failure.kind().exitCode();
    }

    /** The command line itself makes no sense. @return the exit code */
    int usage(String text) {
        err.println(FailureText.error(terminal) + safe(text));
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
        FailureText.putAnswer(fields, failure);
        return fields;
    }

    private Map<String, Object> begin(boolean ok, int exitCode, Outcome outcome, int attempts) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ok", ok);
        fields.put("exit_code", exitCode);
        fields.put("outcome", FailureText.word(outcome));
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
        FailureText.put(fields, error, code, kind);
        fields.put("outcome_unknown", "unknown".equals(fields.get("outcome")));
    }

    private void print(Map<String, Object> fields) {
        fields.putAll(warnings);
        out.println(VisibleJson.of(new String(ObjectWriter.write(fields, Format.JSON), StandardCharsets.UTF_8)));
    }

    /** Text of a server or a file name, which must not send commands to the terminal. */
    static String safe(String text) {
        int most = text.codePointCount(0, text.length()) <= MAX_TEXT ? text.length()
                : text.offsetByCodePoints(0, MAX_TEXT);
        return Printable.of(text.substring(0, most));
    }
}
