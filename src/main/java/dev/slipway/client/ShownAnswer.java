package dev.slipway.client;

import dev.slipway.problem.DeployException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A foreign answer as it may be shown: of a page its title, of other text its beginning, on one line, without control
 * characters and without what looks like a secret (a server may repeat the request that it got, with its credentials).
 */
final class ShownAnswer {
    private static final int MOST = 200;
    /** What is cut to this before it is searched takes no noticeable time, whatever it holds. */
    private static final int MOST_SEARCHED = 1_000;
    private static final int LOOKED_AT = 8_000;
    private static final Pattern TITLE =
            Pattern.compile("<title[^>]{0,200}>([^<]{1,500})</title>", Pattern.CASE_INSENSITIVE);
    private static final Pattern HIDDEN = Pattern.compile(
            "<(script|style)\\b[^>]*>.*?</\\1>|<!--.*?-->|<[^>]*>", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern CREDENTIALS = Pattern.compile(
            "(?i)\\b(basic|bearer|negotiate|digest)\\s{1,20}[A-Za-z0-9+/=._~-]{6,}");
    private static final Pattern NAMED = Pattern.compile(
            "(?i)([\\w-]{0,64}(?:passw(?:or)?d|secret|token|session|cookie|api[-_]?key|authorization)[\\w-]{0,64}[\"']?\\s{0,20}[=:]"
                    + "\\s{0,20})"
                    + "(\"[^\"]*\"|'[^']*'|[^\\s,;&<>\"']+(?: \\*\\*\\*)?)");

    private ShownAnswer() {}

    /** What came, in quotation marks. */
    static String of(Answer answer) {
        String text = text(answer);
        String type = answer.header("content-type").split(";", 2)[0];
        if (text.isEmpty()) {
            return "without a text";
        }
        return (type.isEmpty() ? "" : line(type) + " ") + "\"" + text + "\"";
    }

    /** The first of the body that a person would read; empty when there is nothing. */
    static String text(Answer answer) {
        String body = answer.text();
        String start = body.substring(0, Math.min(LOOKED_AT, body.length()));
        Matcher title = TITLE.matcher(start);
        String shown = title.find() ? title.group(1) : isPage(answer) ? HIDDEN.matcher(start).replaceAll(" ") : start;
        return line(withoutSecrets(shown.strip().replaceAll("\\s+", " ")));
    }

    /** Whether it is HTML, by its type or its first character. */
    static boolean isPage(Answer answer) {
        return answer.header("content-type").contains("html") || answer.text().stripLeading().startsWith("<");
    }

    /** Text of a header or a body on one line, cut and made safe to print. */
    static String line(String text) {
        String one = cut(text.strip()).replaceAll("\\s+", " ");
        String cut = one.length() > MOST ? one.substring(0, MOST) + "\u2026" : one;
        return DeployException.printable(cut);
    }

    /** Blacks out what looks like credentials, in the first {@value #MOST_SEARCHED} characters; drops the others. */
    static String withoutSecrets(String text) {
        String without = CREDENTIALS.matcher(cut(text)).replaceAll("$1 ***");
        return NAMED.matcher(without).replaceAll("$1***");
    }

    private static String cut(String text) {
        return text.length() > MOST_SEARCHED ? text.substring(0, MOST_SEARCHED) + "\u2026" : text;
    }
}
