package dev.slipway.corpus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One answer as it stood on the wire.
 *
 * @param status of the status line
 * @param fields names in lower case, several of one name joined by commas
 * @param body without its framing
 * @param whole whether it had come to its end
 */
record RawAnswer(int status, Map<String, String> fields, String body, boolean whole) {
    private static final String END_OF_HEAD = "\r\n\r\n";

    String field(String name) {
        return fields.getOrDefault(name, "");
    }

    boolean closes() {
        return field("connection").equalsIgnoreCase("close");
    }

    @Override
    public String toString() {
        return status + " " + fields + " " + (body.length() > 500 ? body.substring(0, 500) + "…" : body);
    }

    /**
     * All answers that begin in these bytes.
     *
     * @param ended whether no more will come
     */
    static List<RawAnswer> parse(byte[] bytes, boolean ended) {
        List<RawAnswer> answers = new ArrayList<>();
        String rest = new String(bytes, StandardCharsets.ISO_8859_1);
        while (rest.startsWith("HTTP/1.") && rest.contains(END_OF_HEAD)) {
            int end = rest.indexOf(END_OF_HEAD);
            String[] lines = rest.substring(0, end).split("\r\n");
            int status = Integer.parseInt(lines[0].substring(9, 12));
            Map<String, String> fields = fields(lines);
            String after = rest.substring(end + END_OF_HEAD.length());
            Body body = body(status, fields, after, ended);
            answers.add(new RawAnswer(status, fields, body.text, body.whole));
            rest = after.substring(body.taken);
        }
        return answers;
    }

    private record Body(String text, int taken, boolean whole) {}

    private static Map<String, String> fields(String[] lines) {
        Map<String, String> fields = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            fields.merge(lines[i].substring(0, colon).toLowerCase(Locale.ROOT), lines[i].substring(colon + 1).strip(),
                    (one, other) -> one + ", " + other);
        }
        return fields;
    }

    private static Body body(int status, Map<String, String> fields, String after, boolean ended) {
        if (status < 200 || status == 204 || status == 304) {
            return new Body("", 0, true);
        }
        if (fields.containsKey("content-length")) {
            int length = Integer.parseInt(fields.get("content-length"));
            int there = Math.min(length, after.length());
            return new Body(after.substring(0, there), there, there == length);
        }
        return "chunked".equals(fields.get("transfer-encoding")) ? chunked(after) : new Body(after, after.length(), ended);
    }

    private static Body chunked(String after) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (true) {
            int line = after.indexOf("\r\n", at);
            if (line < 0) {
                return new Body(text.toString(), after.length(), false);
            }
            int size = Integer.parseInt(after.substring(at, line), 16);
            int next = line + 2 + size + 2;
            if (next > after.length()) {
                return new Body(text.toString(), after.length(), false);
            }
            text.append(after, line + 2, line + 2 + size);
            at = next;
            if (size == 0) {
                return new Body(text.toString(), at, true);
            }
        }
    }
}
