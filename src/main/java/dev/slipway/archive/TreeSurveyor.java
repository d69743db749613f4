package dev.slipway.archive;

import dev.slipway.archive.TreeSurvey.DanglingLink;
import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * One survey of a tree, see {@link TreeSurvey}. In contrast to the packing it does not end with the first fault and
 * needs no order, so one pass over each directory is enough, however many names it has. A thing that vanishes meanwhile
 * is passed over. For one thread.
 *
 * <p>Below a directory with a forbidden name everything would have a forbidden path: so what is below is judged with
 * another name in place of that one.
 */
final class TreeSurveyor {
    private static final int LOOKED_BETWEEN = 256;
    private static final long TOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final String PLACEHOLDER = "_";

    private final PackOptions options;
    private final LongConsumer seen;
    private final SurveyFindings findings;
    private final SurveyCount count = new SurveyCount();
    private long looked;
    private long told = System.nanoTime();

    /** @param judged its path as far as the rules are concerned */
    private record Place(Path path, String shown, String judged, int depth) {
        static String below(String directory, String name) {
            return directory.isEmpty() ? name : directory + '/' + name;
        }
    }

    TreeSurveyor(PackOptions options, LongConsumer seen) {
        this.options = options;
        this.seen = seen;
        this.findings = new SurveyFindings(options.limits());
    }

    /** @param root an existing directory, its real path */
    TreeSurvey survey(Path root) throws IOException {
        if (mayEnter(root, ".")) {
            enter(new Place(root, "", "", 0));
        }
        findings.judgeWhole(count);
        findings.throwIfAny();
        return count.survey(findings);
    }

    private void enter(Place directory) throws IOException {
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory.path())) {
            for (Path path : paths) {
                tell();
                look(directory, path);
            }
        } catch (DirectoryIteratorException e) {
            findings.unreadable(shown(directory), e.getCause());
        } catch (InterruptedIOException e) {
            throw e;
        } catch (NoSuchFileException | NotDirectoryException e) {
            // It has gone since; the packing tells if that matters.
        } catch (IOException e) {
            findings.unreadable(shown(directory), e);
        }
    }

    private void tell() throws InterruptedIOException {
        if (++looked % LOOKED_BETWEEN == 0) {
            long now = System.nanoTime();
            if (now - told >= TOLD_NANOS) {
                told = now;
                seen.accept(looked);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while looking at the directory");
            }
        }
    }

    private void look(Place directory, Path path) throws IOException {
        String name = name(directory, path);
        String shown = Place.below(directory.shown(), name);
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            findings.unreadable(shown, e);
            return;
        }
        if (directory.depth() >= options.limits().maxDepth()) {
            findings.tooDeep(shown);
            return;
        }
        String judged = judged(directory, name, shown);
        if (!judged.isEmpty()) {
            PackedEntry entry = new PackedEntry(shown, directory.depth(), path, attributes);
            add(entry, new Place(path, shown, judged, directory.depth() + 1));
        }
    }

    private String name(Place directory, Path path) {
        try {
            return EntryName.of(path).text();
        } catch (PackingFailedException e) {
            PackingProblem problem = e.problems().get(0);
            findings.add(PackingProblem.refused(Place.below(directory.shown(), problem.entry()), problem.text(),
                    problem.remedy()));
            return path.getFileName().toString();
        }
    }

    /** The path that the rest is judged by; empty when it is longer than any path may be. */
    private String judged(Place directory, String name, String shown) {
        String judged = Place.below(directory.judged(), name);
        if (isTaken(judged, shown, true)) {
            return judged;
        }
        String other = Place.below(directory.judged(), PLACEHOLDER);
        return isTaken(other, shown, false) ? other : "";
    }

    private boolean isTaken(String judged, String shown, boolean told) {
        try {
            EntryPath.of(judged);
            return true;
        } catch (DeployException e) {
            if (told) {
                findings.name(shown, e);
            }
            return false;
        }
    }

    private void add(PackedEntry entry, Place place) throws IOException {
        if (entry.isDirectory()) {
            count.directory(place.judged());
            if (mayEnter(entry.path(), entry.name())) {
                enter(place);
            }
        } else if (entry.isLink()) {
            link(entry, place);
        } else if (entry.attributes().isRegularFile()) {
            count.file(place.judged(), entry.size());
            findings.file(entry);
        } else {
            findings.add(Packager.notPackable(entry.name()));
        }
    }

    private boolean mayEnter(Path directory, String shown) {
        if (Files.isExecutable(directory) && Files.isReadable(directory) || !Files.exists(directory)) {
            return true;
        }
        findings.unreadable(shown, new AccessDeniedException(shown));
        return false;
    }

    private void link(PackedEntry entry, Place place) {
        try {
            PackedLink link = PackedLink.read(entry, new EntryPath(place.judged()));
            if (link.dangling()) {
                dangling(entry, link);
            }
            if (!link.dangling() || options.danglingLinks() == DanglingLinks.KEEP) {
                count.link(place.judged(), link.target());
            }
        } catch (PackingFailedException e) {
            PackingProblem problem = e.problems().get(0);
            findings.add(new PackingProblem(problem.reason(), entry.name(), problem.text(), problem.remedy(), null));
        }
    }

    private void dangling(PackedEntry entry, PackedLink link) {
        if (options.danglingLinks() == DanglingLinks.REFUSE) {
            findings.add(Packager.dangling(entry.name(), link));
        } else {
            findings.add(new DanglingLink(entry.name(), link.target()));
        }
    }

    private static String shown(Place directory) {
        return directory.shown().isEmpty() ? "." : directory.shown();
    }
}
