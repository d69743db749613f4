package dev.slipway.archive;

import dev.slipway.archive.TreeSurvey.DanglingLink;
import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a survey finds: faults and dangling links, the first of them by path, and the largest files. For one thread.
 */
final class SurveyFindings {
    private static final int LARGEST_SHOWN = 3;

    private final ArchiveLimits limits;
    private final Smallest<PackingProblem> problems = new Smallest<>(TreeSurvey.MOST_LISTED,
            Comparator.comparing((PackingProblem p) -> p.reason() == PackingFailedException.Reason.LIMIT)
                    .thenComparing(PackingProblem::entry));
    private final Smallest<DanglingLink> dangling =
            new Smallest<>(TreeSurvey.MOST_LISTED, Comparator.comparing(DanglingLink::entry));
    private final Smallest<Sized> largest =
            new Smallest<>(LARGEST_SHOWN, Comparator.comparing(Sized::size).reversed());

    private record Sized(String entry, long size) {}

    SurveyFindings(ArchiveLimits limits) {
        this.limits = limits;
    }

    void add(PackingProblem problem) {
        problems.add(problem);
    }

    void add(DanglingLink link) {
        dangling.add(link);
    }

    void unreadable(String entry, IOException cause) {
        add(PackingProblem.unreadable(entry, cause));
    }

    void tooDeep(String entry) {
        add(DirectoryWalk.tooDeep(entry, limits.maxDepth()));
    }

    /** A path breaks a rule. */
    void name(String shown, DeployException rule) {
        PackingProblem problem = PackingProblem.broken(rule, "", Packager.RENAME);
        add(PackingProblem.refused(DeployException.printable(shown), problem.text(), problem.remedy()));
    }

    /** Judges a regular file. */
    void file(PackedEntry entry) {
        if (entry.size() > limits.maxEntryBytes()) {
            add(PackingProblem.limit(entry.name(), "is larger than a file may be on the server: " + entry.size()
                    + " bytes where " + limits.maxEntryBytes() + " are allowed", "max-entry-bytes",
                    limits.maxEntryBytes() + " bytes", entry.size() + " bytes"));
        }
        if (limits.maxUnpackedBytes() < Long.MAX_VALUE) {
            largest.add(new Sized(entry.name(), entry.size()));
        }
        if (!Files.isReadable(entry.path()) && Files.exists(entry.path())) {
            unreadable(entry.name(), whyNot(entry));
        }
    }

    /** Asks the operating system for its reason. A pipe in the file's place would let an opening wait. */
    private static IOException whyNot(PackedEntry entry) {
        if (Files.isRegularFile(entry.path(), LinkOption.NOFOLLOW_LINKS)) {
            try (FileChannel ignored = FileChannel.open(entry.path())) {
                return new AccessDeniedException(entry.name());
            } catch (IOException e) {
                return e;
            }
        }
        return new AccessDeniedException(entry.name());
    }

    /** Judges the sums. */
    void judgeWhole(SurveyCount count) {
        if (count.entries() == 0 && problems.list().isEmpty()) {
            add(Packager.EMPTY);
        }
        if (count.entries() > limits.maxEntries()) {
            add(PackingProblem.limit(".", "the directory has more entries than the server takes: " + count.entries() + " where "
                    + limits.maxEntries() + " are allowed", "max-entries", limits.maxEntries() + " entries",
                    count.entries() + " entries"));
        }
        if (count.archiveBytes() > limits.maxUnpackedBytes()) {
            add(PackingProblem.limit(".", "the directory is larger than the server takes: " + count.archiveBytes() + " bytes where "
                    + limits.maxUnpackedBytes() + " are allowed; its largest files are " + largest(),
                    "max-unpacked-bytes", limits.maxUnpackedBytes() + " bytes", count.archiveBytes() + " bytes"));
        }
    }

    private String largest() {
        return largest.list().stream().map(file -> DeployException.printable(file.entry()) + " (" + file.size() + ")")
                .collect(Collectors.joining(", "));
    }

    /** @throws PackingFailedException when there are faults */
    void throwIfAny() throws PackingFailedException {
        List<PackingProblem> found = problems.list();
        if (!found.isEmpty()) {
            throw new PackingFailedException(found, problems.omitted(), null);
        }
    }

    List<DanglingLink> dangling() {
        return dangling.list();
    }

    long moreDangling() {
        return dangling.omitted();
    }
}
