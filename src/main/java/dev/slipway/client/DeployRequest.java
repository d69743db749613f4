package dev.slipway.client;

import dev.slipway.model.ProjectName;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is to be deployed, and as what. Immutable. */
public final class DeployRequest {
    /** Longest message, in characters. */
    public static final int MAX_MESSAGE = 1000;

    private final ProjectName project;
    private final Path directory;
    private final @Nullable String message;

    /**
     * @param project name of the project
     * @param directory everything in it becomes the release; its own name does not matter
     */
    public DeployRequest(ProjectName project, Path directory) {
        this(project, directory, null);
    }

    private DeployRequest(ProjectName project, Path directory, @Nullable String message) {
        this.project = project;
        this.directory = directory;
        this.message = message;
    }

    /**
     * The same request with a note for the record, for example a commit.
     *
     * @throws IllegalArgumentException when it is longer than {@link #MAX_MESSAGE}
     */
    public DeployRequest withMessage(String text) {
        if (text.length() > MAX_MESSAGE) {
            throw new IllegalArgumentException(
                    "a message has at most " + MAX_MESSAGE + " characters, not " + text.length());
        }
        return new DeployRequest(project, directory, text);
    }

    /** Name of the project. */
    public ProjectName project() {
        return project;
    }

    /** What is packed. */
    public Path directory() {
        return directory;
    }

    /** Note for the record. */
    public Optional<String> message() {
        return Optional.ofNullable(message);
    }
}
