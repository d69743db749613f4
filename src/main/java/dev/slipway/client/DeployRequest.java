package dev.slipway.client;

import dev.slipway.archive.DanglingLinks;
import dev.slipway.archive.PackCompression;
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
    private final PackCompression compression;
    private final DanglingLinks danglingLinks;

    /**
     * @param project name of the project
     * @param directory everything in it becomes the release; its own name does not matter
     */
    public DeployRequest(ProjectName project, Path directory) {
        this(project, directory, null, PackCompression.AUTO, DanglingLinks.KEEP);
    }

    private DeployRequest(ProjectName project, Path directory, @Nullable String message, PackCompression compression,
            DanglingLinks danglingLinks) {
        this.project = project;
        this.directory = directory;
        this.message = message;
        this.compression = compression;
        this.danglingLinks = danglingLinks;
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
        return new DeployRequest(project, directory, text, compression, danglingLinks);
    }

    /**
     * The same request with a compression; without this {@link PackCompression#AUTO}. One that the server does not
     * take, or zstd where its native library does not load, fails the deploy before anything is sent.
     */
    public DeployRequest withCompression(PackCompression chosen) {
        return new DeployRequest(project, directory, message, chosen, danglingLinks);
    }

    /**
     * The same request with another treatment of links whose target does not exist; without this they are kept. The
     * listener is told of them either way.
     */
    public DeployRequest withDanglingLinks(DanglingLinks chosen) {
        return new DeployRequest(project, directory, message, compression, chosen);
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

    /** How the archive is compressed. */
    public PackCompression compression() {
        return compression;
    }

    /** What becomes of links whose target does not exist. */
    public DanglingLinks danglingLinks() {
        return danglingLinks;
    }
}
