package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A directory cannot be packed: something in it may not be sent, cannot be read, or changed while it was read. What was
 * written so far is not an archive and must not be used.
 */
public final class PackingFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why, as a stable word. */
    public enum Reason {
        /**
         * The directory holds something that no release may hold: a socket, a name or a link that the server refuses.
         */
        REFUSED("unpackable"),
        /** The operating system did not let it be read. */
        UNREADABLE("unreadable"),
        /** It was written, removed or replaced while it was packed, so that the archive would hold a mixture. */
        CHANGED("changed-while-packing");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** Stable name, for example {@code changed-while-packing}. */
        public String code() {
            return code;
        }
    }

    private final Reason reason;
    private final String entry;
    private final String remedy;

    PackingFailedException(Reason reason, String entry, String text, String remedy, @Nullable Throwable cause) {
        super(text, cause);
        this.reason = reason;
        this.entry = entry;
        this.remedy = remedy;
    }

    static PackingFailedException refused(String entry, String why, String remedy) {
        return new PackingFailedException(Reason.REFUSED, entry, why, remedy, null);
    }

    /** A rule that the extraction shares is broken; {@code more} is put behind the reason. */
    static PackingFailedException broken(DeployException rule, String more, String remedy) {
        String entry = String.valueOf(rule.entry());
        String reason = rule.detail().replace("entry \"" + entry + "\": ", "");
        return new PackingFailedException(Reason.REFUSED, entry, reason + more, remedy, rule);
    }

    static PackingFailedException changed(String entry, String how) {
        return new PackingFailedException(Reason.CHANGED, entry, how,
                "Let nothing write to the directory during a deploy, or pack a copy, then deploy again.", null);
    }

    static PackingFailedException unreadable(String entry, IOException cause) {
        return new PackingFailedException(Reason.UNREADABLE, entry, "cannot be read: " + why(cause),
                "Give yourself the right to read it, or take it out of the directory.", cause);
    }

    private static String why(IOException cause) {
        if (cause instanceof java.nio.file.AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof java.nio.file.FileSystemException e && e.getReason() != null) {
            return e.getReason();
        }
        return String.valueOf(cause.getMessage());
    }

    /** Why, as a stable word. */
    public Reason reason() {
        return reason;
    }

    /**
     * Path below the packed directory, with {@code /}; {@code .} is the directory itself. Escaped and cut as by {@link
     * DeployException#printable} when the path itself is what is refused.
     */
    public String entry() {
        return entry;
    }

    /** What can be done about it. */
    public String remedy() {
        return remedy;
    }
}
