package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory cannot be packed: something in it may not be sent, cannot be read, or changed while it was read. What was
 * written so far is not an archive and must not be used.
 *
 * <p>The survey finds all that is wrong and lists it ({@link #problems}); the packing itself ends with the first.
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
        CHANGED("changed-while-packing"),
        /** It is more than the receiver takes. */
        LIMIT("limit-exceeded");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** Stable name, for example {@code changed-while-packing}. */
        public String code() {
            return code;
        }
    }

    private final transient List<PackingProblem> problems;
    private final long omitted;

    /** @param omitted how many more there are than are listed */
    PackingFailedException(List<PackingProblem> problems, long omitted, @Nullable Throwable cause) {
        super(problems.size() + omitted == 1 ? problems.get(0).text()
                : problems.size() + omitted + " things in the directory cannot be packed", cause);
        this.problems = List.copyOf(problems);
        this.omitted = omitted;
    }

    private PackingFailedException(PackingProblem problem, @Nullable Throwable cause) {
        this(List.of(problem), 0, cause);
    }

    static PackingFailedException of(PackingProblem problem) {
        return new PackingFailedException(problem, null);
    }

    static PackingFailedException refused(String entry, String why, String remedy) {
        return of(PackingProblem.refused(entry, why, remedy));
    }

    static PackingFailedException broken(DeployException rule, String more, String remedy) {
        return new PackingFailedException(PackingProblem.broken(rule, more, remedy), rule);
    }

    static PackingFailedException changed(String entry, String how) {
        return of(PackingProblem.changed(entry, how));
    }

    static PackingFailedException unreadable(String entry, IOException cause) {
        return new PackingFailedException(PackingProblem.unreadable(entry, cause), cause);
    }

    /** What is wrong, in the order of the paths, limits last; at least one, at most {@link TreeSurvey#MOST_LISTED}. */
    public List<PackingProblem> problems() {
        return problems;
    }

    /** How many more there are than {@link #problems} lists. */
    public long omitted() {
        return omitted;
    }

    /** Why, as a stable word; of several problems that of the first. */
    public Reason reason() {
        return problems.get(0).reason();
    }

    /** Path of the first problem below the packed directory. */
    public String entry() {
        return problems.get(0).entry();
    }

    /** What can be done about the first problem. */
    public String remedy() {
        return problems.get(0).remedy();
    }
}
