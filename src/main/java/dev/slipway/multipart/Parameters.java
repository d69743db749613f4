package dev.slipway.multipart;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A header value with parameters, {@code value; name=token; name="quoted"} (RFC 9110 §5.6.6), read strictly: every
 * parameter once, nothing between them. In quoted strings a backslash escapes only a quote and a backslash: browsers
 * send Windows paths unescaped.
 *
 * @param value what stands before the first semicolon, in lower case
 * @param map parameters by name in lower case
 */
record Parameters(String value, Map<String, String> map) {
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    Parameters {
        map = Map.copyOf(map);
    }

    /**
     * @param what name of the header field for the message
     * @throws dev.slipway.problem.DeployException MALFORMED_BODY when it is not of that form
     */
    static Parameters parse(String text, String what) {
        return new Reader(text, what).read();
    }

    /** The parameter, by its name in lower case. */
    Optional<String> find(String name) {
        return Optional.ofNullable(map.get(name));
    }

    /** Whether it is a token character of RFC 9110 §5.6.2. */
    static boolean isTokenChar(int c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || TOKEN_MARKS.indexOf(c) >= 0;
    }

    /** One pass over one value; used by one thread and dropped. */
    private static final class Reader {
        private final String text;
        private final String what;
        private final Map<String, String> map = new LinkedHashMap<>();
        private int at;

        Reader(String text, String what) {
            this.text = text;
            this.what = what;
        }

        Parameters read() {
            skipSpace();
            String value = unquoted().toLowerCase(Locale.ROOT);
            if (value.isEmpty()) {
                throw bad("has no value");
            }
            skipSpace();
            while (at < text.length()) {
                expect(';');
                skipSpace();
                if (at < text.length()) {
                    parameter();
                    skipSpace();
                }
            }
            return new Parameters(value, map);
        }

        private void parameter() {
            int start = at;
            while (at < text.length() && isTokenChar(text.charAt(at))) {
                at++;
            }
            String name = text.substring(start, at).toLowerCase(Locale.ROOT);
            if (name.isEmpty()) {
                throw bad("has a parameter without a name");
            }
            expect('=');
            String value = at < text.length() && text.charAt(at) == '"' ? quoted() : unquoted();
            if (map.putIfAbsent(name, value) != null) {
                throw bad("has a parameter twice");
            }
        }

        private String unquoted() {
            int start = at;
            while (at < text.length() && " \t;\",".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        private String quoted() {
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == '"') {
                    at++;
                    return value.toString();
                }
                if (c == '\\' && at + 1 < text.length() && "\"\\".indexOf(text.charAt(at + 1)) >= 0) {
                    c = text.charAt(++at);
                }
                value.append(c);
            }
            throw bad("has a quoted string without an end");
        }

        private void skipSpace() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }

        private void expect(char c) {
            if (at >= text.length() || text.charAt(at) != c) {
                throw bad("cannot be read at character " + (at + 1));
            }
            at++;
        }

        private RuntimeException bad(String why) {
            return Malformed.body(what + " " + why);
        }
    }
}
