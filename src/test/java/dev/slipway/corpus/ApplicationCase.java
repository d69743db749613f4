package dev.slipway.corpus;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A multipart body that is in order as such and wrong, or unusual, as an operation: the cases {@code mp-150} to {@code mp-165}
 * of the corpus with parts as this endpoint takes them.
 *
 * @param accepted whether it deploys
 */
record ApplicationCase(String id, boolean accepted, byte[] body) {
    private static final String JSON = "application/json";
    private static final String CBOR = "application/cbor";

    static Stream<ApplicationCase> all() {
        return Stream.of(
                refused("mp-150-dup-file-part", project -> List.of(operation(project), archive(), archive())),
                refused("mp-151-dup-meta-part", project -> List.of(operation(project), operation("other"), archive())),
                refused("mp-152-file-before-meta", project -> List.of(archive(), operation(project))),
                refused("mp-153-missing-file", project -> List.of(operation(project))),
                refused("mp-154-missing-meta", project -> List.of(archive())),
                refused("mp-155-unknown-part", project -> List.of(operation(project), part("extra", null, null, "x"),
                        archive())),
                refused("mp-156-name-case", project -> List.of(part("Meta", null, null, object(project)), archive())),
                refused("mp-157-meta-too-big", project -> List.of(
                        part("meta", null, JSON, object(project).replace("{", "{" + " ".repeat(2 << 20))), archive())),
                accepted("mp-158-meta-with-filename", project -> List.of(
                        part("meta", "meta.json", JSON, object(project)), archive())),
                refused("mp-159-meta-json-dup-keys", project -> List.of(
                        part("meta", null, JSON, with(project, "\"project\":\"other\"")), archive())),
                refused("mp-160-meta-json-deep", project -> List.of(part("meta", null, JSON,
                        with(project, "\"deep\":" + "[".repeat(60_000) + "]".repeat(60_000))), archive())),
                refused("mp-161-meta-json-huge-number", project -> List.of(
                        part("meta", null, JSON, with(project, "\"size\":1e999999999")), archive())),
                refused("mp-162-meta-json-trailing", project -> List.of(
                        part("meta", null, JSON, object(project) + " " + object("other")), archive())),
                refused("mp-163-meta-cbor-indef-bomb", project -> List.of(
                        part("meta", null, CBOR, "\u009f".repeat(60_000)), archive())),
                refused("mp-164-meta-cbor-len-lie", project -> List.of(
                        part("meta", null, CBOR, "\u005b\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff"), archive())),
                refused("mp-165-meta-cbor-map-lie", project -> List.of(
                        part("meta", null, CBOR, "\u00bb\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff"), archive())));
    }

    /** The parts of a case for a project. */
    private interface Parts {
        List<String> of(String project);
    }

    private static ApplicationCase refused(String id, Parts parts) {
        return new ApplicationCase(id, false, body(parts.of("corpus-" + id)));
    }

    private static ApplicationCase accepted(String id, Parts parts) {
        return new ApplicationCase(id, true, body(parts.of("corpus-" + id)));
    }

    private static byte[] body(List<String> parts) {
        return CorpusBody.ascii("--" + CorpusBody.BOUNDARY + "\r\n"
                + String.join("\r\n--" + CorpusBody.BOUNDARY + "\r\n", parts) + "\r\n--" + CorpusBody.BOUNDARY + "--\r\n");
    }

    private static String object(String project) {
        return "{\"operation\":\"deploy_component\",\"project\":\"" + project + "\"}";
    }

    private static String with(String project, String more) {
        return object(project).replace("}", "," + more + "}");
    }

    private static String operation(String project) {
        return part("meta", null, JSON, object(project));
    }

    private static String archive() {
        return part("file", "site.tar", "application/x-tar", CorpusBody.archiveText());
    }

    private static String part(String name, @Nullable String filename, @Nullable String type, String content) {
        return "Content-Disposition: form-data; name=\"" + name + "\""
                + (filename == null ? "" : "; filename=\"" + filename + "\"")
                + (type == null ? "" : "\r\nContent-Type: " + type) + "\r\n\r\n" + content;
    }

    String project() {
        return "corpus-" + id;
    }

    @Override
    public String toString() {
        return id;
    }
}
