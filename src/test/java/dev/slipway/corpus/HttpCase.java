package dev.slipway.corpus;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A raw request of the corpus with its verdict.
 *
 * @param mustReject whether no other outcome is right than a listed status or a closed connection
 * @param statuses what the answer may be
 * @param responses most answers that may come
 */
record HttpCase(String id, boolean mustReject, List<Integer> statuses, int responses, String reason, String raw) {
    private static final String DIRECTORY = "/corpus/http/";
    /** What the bodies of the corpus hold: no operation. A 400 for them would prove nothing about the framing. */
    private static final String BODY = "--BND\r\nContent-Disposition: form-data; name=\"meta\"\r\n"
            + "Content-Type: application/json\r\n\r\n{\"project\":\"smug\"}\r\n--BND\r\n"
            + "Content-Disposition: form-data; name=\"file\"; filename=\"a.tar\"\r\n\r\nx\r\n--BND--\r\n";
    private static final Pattern LENGTH = Pattern.compile("(?m)^(Content-Length: .*)$");

    static Stream<HttpCase> all() {
        return manifest().filter(row -> row.getString("kind").equals("http")).map(HttpCase::of);
    }

    static Stream<JsonObject> manifest() {
        try (InputStream in = open("manifest.json"); JsonReader reader = Json.createReader(in)) {
            return reader.readArray().getValuesAs(JsonObject.class).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = HttpCase.class.getResourceAsStream(DIRECTORY + name);
        if (in == null) {
            throw new IOException("not there: " + name);
        }
        return in;
    }

    private static HttpCase of(JsonObject row) {
        String file = row.getString("file").substring("http/".length());
        try (InputStream in = open(file)) {
            return new HttpCase(row.getString("id"), row.getString("verdict").equals("must-reject"),
                    row.getJsonArray("status").stream().map(JsonValue::toString).map(Integer::valueOf).toList(),
                    row.getInt("responses"), row.getString("reason"),
                    new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String project() {
        return "corpus-" + id;
    }

    /** Whether it sends no body before it is told to. */
    boolean waitsToBeTold() {
        return id.startsWith("ht-022");
    }

    /** Whether it is about the path; it is sent to an address that would deploy if the path were normalised. */
    private boolean isAboutThePath() {
        return id.startsWith("ht-04") || id.startsWith("ht-031");
    }

    /** The bytes to send: with a body that would deploy if the request were let through, framed as the case says. */
    byte[] bytes(CorpusTarget target) {
        String body = new String(CorpusBody.small(project()), StandardCharsets.ISO_8859_1);
        int end = raw.indexOf("\r\n\r\n") + 4;
        String head = raw.substring(0, end);
        String rest = raw.substring(end);
        if (id.startsWith("ht-001")) { // what is smuggled stands behind a body that would be whole
            rest = chunk(body) + rest;
        } else if (id.startsWith("ht-015")) { // the extension belongs to a chunk that would be whole
            rest = Integer.toHexString(body.length()) + rest.substring(1).replace("-\r\n0", body + "\r\n0");
        }
        rest = rest.replace(Integer.toHexString(BODY.length()) + "\r\n" + BODY, Integer.toHexString(body.length()) + "\r\n" + BODY)
                .replace(Integer.toHexString(BODY.length()) + "\n" + BODY, Integer.toHexString(body.length()) + "\n" + BODY)
                .replace(BODY, body);
        String path = isAboutThePath() ? "/operations" : "/";
        String address = head.contains("http://evil/{{PATH}}") ? path.substring(1) : path;
        return CorpusBody.ascii((lengths(head, body.length()) + rest).replace("{{HOST}}", "127.0.0.1:" + target.port())
                .replace("{{PATH}}", address).replace("{{AUTH}}", target.authorization()).replace("{{SESSION}}", "0"));
    }

    private static String chunk(String body) {
        return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
    }

    /** The lengths that are those of the corpus's body, or a little less, are those of the other then. */
    private static String lengths(String head, int length) {
        Matcher line = LENGTH.matcher(head);
        return line.replaceAll(found -> Matcher.quoteReplacement(found.group(1)
                .replaceAll("\\b" + BODY.length() + "\\b", Integer.toString(length))
                .replaceAll("\\b" + (BODY.length() - 20) + "\\b", Integer.toString(length - 20))));
    }

    @Override
    public String toString() {
        return id;
    }
}
