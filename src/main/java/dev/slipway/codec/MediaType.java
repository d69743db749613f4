package dev.slipway.codec;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A media type or range (RFC 9110 §8.3.1, §12.5.1), from a Content-Type or one element of an Accept field.
 *
 * @param type in lower case; an asterisk in a range
 * @param subtype in lower case; an asterisk in a range
 * @param parameters by name in lower case, values as sent without their quotes
 */
public record MediaType(String type, String subtype, Map<String, String> parameters) {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
    private static final Pattern TYPE = Pattern.compile("[ \t]*+(" + TOKEN + ")/(" + TOKEN + ")");
    private static final Pattern PARAMETER = Pattern.compile("[ \t]*+;[ \t]*+(?:(" + TOKEN + ")=(?:(" + TOKEN
            + ")|\"((?:[^\"\\\\\\x00-\\x08\\x0a-\\x1f\\x7f]|\\\\[\t -~])*+)\"))?+");
    private static final Pattern END = Pattern.compile("[ \t]*+");
    private static final Pattern QUALITY = Pattern.compile("0(?:\\.[0-9]{0,3})?|1(?:\\.0{0,3})?");
    /** Longer fields are nobody's media type; it also bounds what the patterns above look at. */
    private static final int MAX_LENGTH = 1024;
    private static final int THOUSAND = 1000;

    /** @throws IllegalArgumentException when type or subtype is empty */
    public MediaType {
        if (type.isEmpty() || subtype.isEmpty()) {
            throw new IllegalArgumentException("a media type has a type and a subtype");
        }
        parameters = Map.copyOf(parameters);
    }

    /** Reads one media type or range; empty when there is none or it is not of that form, or over 1024 characters. */
    public static Optional<MediaType> parse(@Nullable String field) {
        if (field == null || field.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher m = TYPE.matcher(field);
        if (!m.lookingAt()) {
            return Optional.empty();
        }
        String type = m.group(1).toLowerCase(Locale.ROOT);
        String subtype = m.group(2).toLowerCase(Locale.ROOT);
        Map<String, String> parameters = new LinkedHashMap<>();
        int at = m.end();
        m.usePattern(PARAMETER);
        while (m.region(at, field.length()).lookingAt()) {
            if (m.group(1) != null && parameters.putIfAbsent(m.group(1).toLowerCase(Locale.ROOT), value(m)) != null) {
                return Optional.empty();
            }
            at = m.end();
        }
        return m.usePattern(END).region(at, field.length()).matches()
                ? Optional.of(new MediaType(type, subtype, parameters)) : Optional.empty();
    }

    private static String value(Matcher parameter) {
        String token = parameter.group(2);
        return token != null ? token : parameter.group(3).replaceAll("\\\\(.)", "$1");
    }

    /** Type and subtype without parameters. */
    public String essence() {
        return type + "/" + subtype;
    }

    /** Whether this range covers a media type; parameters are not looked at. */
    boolean covers(String essence) {
        return type.equals("*") && subtype.equals("*") || essence().equals(essence)
                || subtype.equals("*") && essence.startsWith(type + "/");
    }

    /** How closely this range names what it covers: 0 for everything, 1 for a type, 2 for a subtype. */
    int precision() {
        return type.equals("*") ? 0 : subtype.equals("*") ? 1 : 2;
    }

    /** The weight {@code q} (RFC 9110 §12.4.2) in thousandths, 0 to 1000; 1000 when absent, 0 when it is illegal. */
    int quality() {
        String q = parameters.getOrDefault("q", "1");
        return QUALITY.matcher(q).matches() ? (int) Math.round(Double.parseDouble(q) * THOUSAND) : 0;
    }
}
