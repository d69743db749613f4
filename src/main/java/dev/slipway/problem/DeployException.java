package dev.slipway.problem;

import org.jspecify.annotations.Nullable;

/**
 * A failure that a client is told about: a row of {@link Problem} and what happened in this case.
 *
 * <p>The detail is sent to clients: it names entries, limits and settings, never a class, a stack trace or an absolute
 * path of the server. The cause is for the log only.
 */
public final class DeployException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int MAX_SHOWN = 2000;

    private final Problem problem;
    private final @Nullable String entry;
    private final transient @Nullable LimitHit limit;
    private final @Nullable String holder;

    /** The limit that was exceeded: the knob's name, what it allows and what was seen (both with their unit). */
    public record LimitHit(String knob, String allowed, String seen) {}

    public DeployException(Problem problem, String detail) {
        this(problem, detail, null, null, null, null);
    }

    public DeployException(Problem problem, String detail, @Nullable Throwable cause) {
        this(problem, detail, null, null, null, cause);
    }

    private DeployException(Problem problem, String detail, @Nullable String entry, @Nullable LimitHit limit,
            @Nullable String holder, @Nullable Throwable cause) {
        super(detail, cause);
        this.problem = problem;
        this.entry = entry;
        this.limit = limit;
        this.holder = holder;
    }

    /**
     * The archive breaks a rule.
     *
     * @param entry name of the entry as sent; control characters are escaped here
     * @param reason what is wrong with it, without the name
     */
    public static DeployException refusedEntry(String entry, String reason) {
        String shown = printable(entry);
        return new DeployException(Problem.ARCHIVE_REFUSED, "entry \"" + shown + "\": " + reason, shown, null, null,
                null);
    }

    /**
     * Another deployment has the project.
     *
     * @param holder id of that deployment
     */
    public static DeployException busy(String holder, String detail) {
        return new DeployException(Problem.PROJECT_BUSY, detail, null, null, holder, null);
    }

    /**
     * A limit is exceeded.
     *
     * @param knob name of the setting without the prefix {@code slipway.}
     * @param allowed value of the setting, with its unit
     * @param seen what was seen, with its unit
     * @param entry the archive entry at which it was seen, or null
     */
    public static DeployException limit(String knob, String allowed, String seen, @Nullable String entry) {
        String shown = entry == null ? null : printable(entry);
        String at = shown == null ? "" : " at entry \"" + shown + "\"";
        return new DeployException(Problem.LIMIT_EXCEEDED,
                "over the limit " + knob + ": " + seen + " where " + allowed + " is allowed" + at
                        + "; the setting is slipway." + knob,
                shown, new LimitHit(knob, allowed, seen), null, null);
    }

    /** The row of the table. */
    public Problem problem() {
        return problem;
    }

    /** What happened in this case, fit for clients. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** The archive entry that was refused, escaped, or null. */
    public @Nullable String entry() {
        return entry;
    }

    /** The limit that was exceeded, or null. */
    public @Nullable LimitHit limit() {
        return limit;
    }

    /** Id of the deployment that has the project, or null. */
    public @Nullable String holder() {
        return holder;
    }

    /** Text of a program made safe to show: control characters are escaped; at most 2000 characters. */
    public static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && shown.length() < MAX_SHOWN; i++) {
            char c = text.charAt(i);
            boolean hidden = Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
            shown.append(hidden ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        }
        return shown.toString();
    }

    /** Text from outside made safe to show: control characters escaped, at most 300 characters. */
    public static String printable(String text) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), 300) + 8);
        for (int i = 0; i < text.length(); i++) {
            if (shown.length() >= 300) {
                return shown.append('…').toString();
            }
            char c = text.charAt(i);
            if (c == '\\' || c == '"') {
                shown.append('\\').append(c);
            } else if (c < 0x20 || c >= 0x7f && c < 0xa0 || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029'
                    || Character.getType(c) == Character.FORMAT) {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.toString();
    }
}
