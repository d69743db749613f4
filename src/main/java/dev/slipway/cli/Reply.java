package dev.slipway.cli;

import dev.slipway.client.DeployFailedException;
import dev.slipway.client.FailureKind;
import dev.slipway.client.Outcome;
import dev.slipway.client.Target;
import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.codec.VisibleJson;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a command that asks a server: on standard output, as text or as one JSON object; failures as text on
 * standard error, and with JSON also as an object on standard output.
 *
 * <p>The fields of the object are documented in {@code docs/client.md}; scripts depend on them.
 */
final class Reply {
    private final PrintStream out;
    private final PrintStream err;
    private final Terminal terminal;
    private final boolean json;
    private @Nullable Target target;

    Reply(Session session, boolean json) {
        this.out = session.out();
        this.err = session.err();
        this.terminal = session.terminal();
        this.json = json;
    }

    /** Which server is asked, as soon as that is known. */
    void about(Target where) {
        target = where;
    }

    /**
     * It was done.
     *
     * @param fields what the object holds besides {@code ok}, {@code exit_code} and {@code target}
     * @param text prints what people read
     * @return the exit code, 0
     */
    int success(Map<String, ?> fields, Consumer<PrintStream> text) {
        if (json) {
            Map<String, Object> all = begin(true, 0);
            all.putAll(fields);
            print(all);
        } else {
            text.accept(out);
        }
        return 0;
    }

    /** A word besides the result, for people. */
    void note(String text) {
        err.println(Report.safe(text));
    }

    /** @return the exit code */
    int failure(DeployFailedException failure) {
        FailureText.print(err, terminal, failure);
        failure.remedy().ifPresent(remedy -> err.println("  " + Report.safe(remedy)));
        Map<String, Object> fields = begin(false, failure.kind().exitCode());
        FailureText.put(fields, String.valueOf(failure.getMessage()), failure.code(), failure.kind());
        fields.put("outcome_unknown", failure.outcome() == Outcome.UNKNOWN);
        failure.remedy().ifPresent(remedy -> fields.put("remedy", remedy));
        FailureText.putAnswer(fields, failure);
        return ended(fields, failure.kind());
    }

    /**
     * Something else did not go well.
     *
     * @param more what the object holds besides the usual
     * @return the exit code
     */
    int failure(String text, String code, FailureKind kind, Map<String, ?> more) {
        err.println(FailureText.error(terminal) + Report.safe(text));
        if (more.get("remedy") instanceof String remedy) {
            err.println("  " + remedy);
        }
        Map<String, Object> fields = begin(false, kind.exitCode());
        FailureText.put(fields, text, code, kind);
        fields.put("outcome_unknown", false);
        fields.putAll(more);
        return ended(fields, kind);
    }

    /** The command line itself makes no sense. @return the exit code */
    int usage(String text) {
        return failure(text, "usage", FailureKind.USAGE, Map.of());
    }

    private int ended(Map<String, Object> fields, FailureKind kind) {
        if (json) {
            print(fields);
        }
        return kind.exitCode();
    }

    private Map<String, Object> begin(boolean ok, int exitCode) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ok", ok);
        fields.put("exit_code", exitCode);
        if (target != null) {
            fields.put("target", target.toString());
        }
        return fields;
    }

    private void print(Map<String, Object> fields) {
        out.println(VisibleJson.of(new String(ObjectWriter.write(fields, Format.JSON), StandardCharsets.UTF_8)));
    }
}
