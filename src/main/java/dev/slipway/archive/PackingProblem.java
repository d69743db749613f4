package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/**
 * Why one thing in a directory cannot be packed.
 *
 * @param reason why, as a stable word
 * @param entry path below the packed directory, with {@code /}; {@code .} is the directory itself. Escaped and cut as
 *     by {@link DeployException#printable} when the path itself is what is refused
 * @param text what is wrong with it, to be put behind the path
 * @param remedy what can be done about it
 * @param limit the limit of the receiver that it exceeds, or null
 */
public record PackingProblem(PackingFailedException.Reason reason, String entry, String text, String remedy,
        DeployException.@Nullable LimitHit limit) {
    static PackingProblem refused(String entry, String why, String remedy) {
        return new PackingProblem(PackingFailedException.Reason.REFUSED, entry, why, remedy, null);
    }

    /** A rule that the extraction shares is broken; {@code more} is put behind the reason. */
    static PackingProblem broken(DeployException rule, String more, String remedy) {
        String entry = String.valueOf(rule.entry());
        return refused(entry, rule.detail().replace("entry \"" + entry + "\": ", "") + more, remedy);
    }

    static PackingProblem changed(String entry, String how) {
        return new PackingProblem(PackingFailedException.Reason.CHANGED, entry, how,
                "Let nothing write to the directory during a deploy, or pack a copy, then deploy again.", null);
    }

    static PackingProblem unreadable(String entry, IOException cause) {
        return new PackingProblem(PackingFailedException.Reason.UNREADABLE, entry, "cannot be read: " + why(cause),
                "Give yourself the right to read it, or take it out of the directory.", null);
    }

    /** @param why contains what is allowed and what was seen */
    static PackingProblem limit(String entry, String why, String knob, String allowed, String seen) {
        return new PackingProblem(PackingFailedException.Reason.LIMIT, entry, why + " (" + knob + ")",
                (entry.equals(".") ? "Deploy less" : "Take it out of the directory")
                        + ", or have the administrator of the server raise slipway." + knob + ".",
                new DeployException.LimitHit(knob, allowed, seen));
    }

    private static String why(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof FileSystemException e && e.getReason() != null) {
            return e.getReason();
        }
        return String.valueOf(cause.getMessage());
    }
}
