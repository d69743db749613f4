package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which release is live: what the file {@code live/.release-<project>} says, which stands beside a directory, else what the
 * link {@code live/<project>} points to. Both are replaced by one rename. Stateless; any thread.
 */
final class LiveReleases {
    /** How the names of those files begin; no project's name can begin with a dot. */
    static final String MARK = ".release-";
    private static final int MAX_BYTES = 64;

    private final HomeDirectory home;

    LiveReleases(HomeDirectory home) {
        this.home = home;
    }

    /** @throws ForeignLinkException when something is there that this server did not make */
    Optional<DeploymentId> id(ProjectName project) throws IOException {
        Optional<DeploymentId> marked = marked(project);
        return marked.isPresent() ? marked : linked(project);
    }

    /** As the file beside a directory says. */
    Optional<DeploymentId> marked(ProjectName project) throws IOException {
        String text;
        try (InputStream in = Files.newInputStream(mark(project), LinkOption.NOFOLLOW_LINKS)) {
            text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.US_ASCII);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(new DeploymentId(text.strip()));
        } catch (DeployException e) {
            throw new ForeignLinkException("live/" + MARK + project + " is not as Slipway wrote it; move it away", e);
        }
    }

    private Optional<DeploymentId> linked(ProjectName project) throws IOException {
        Path target;
        try {
            target = Files.readSymbolicLink(place(project));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (NotLinkException | UnsupportedOperationException e) {
            throw new ForeignLinkException("live/" + project + " is not a symbolic link; move it away", e);
        }
        try {
            DeploymentId id = new DeploymentId(String.valueOf(target.getFileName()));
            if (target.equals(linkTarget(project, id))) {
                return Optional.of(id);
            }
        } catch (DeployException e) {
            // not an id: told below
        }
        throw new ForeignLinkException("live/" + project + " is a link that Slipway did not make; move it away", null);
    }

    /** In which form releases are live now; a link where none is. */
    LiveForm formInUse() throws IOException {
        try (DirectoryStream<Path> marks = Files.newDirectoryStream(home.live(), MARK + "*")) {
            return marks.iterator().hasNext() ? LiveForm.DIRECTORY : LiveForm.LINK;
        }
    }

    /** Names of the copies that are decided to be live, whether or not they are still at {@link LivePlace#NEXT}. */
    Set<String> decidedCopies() throws IOException {
        Set<String> names = new HashSet<>();
        try (DirectoryStream<Path> marks = Files.newDirectoryStream(home.live(), MARK + "*")) {
            for (Path mark : marks) {
                String project = mark.getFileName().toString().substring(MARK.length());
                names.add(LivePlace.NEXT + project + "." + Files.readString(mark, StandardCharsets.US_ASCII).strip());
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /** The text of the link to a release. */
    static Path linkTarget(ProjectName project, DeploymentId id) {
        return Path.of("..", "releases", project.value(), id.value());
    }

    Path place(ProjectName project) {
        return home.live().resolve(project.value());
    }

    Path mark(ProjectName project) {
        return home.live().resolve(MARK + project);
    }
}
