package dev.slipway.client;

import dev.slipway.archive.DanglingLinks;
import dev.slipway.archive.PackCompression;
import dev.slipway.model.ProjectName;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is to be deployed, and as what. Immutable. */
public final class DeployRequest {
    /** Longest message, in characters. */
    public static final int MAX_MESSAGE = 1000;

    /** Longest {@code Idempotency-Key}, in characters. */
    public static final int MAX_KEY = 200;

    /** Most directories of each path that are left out. */
    public static final int MAX_STRIPPED = 16;

    private static final Pattern KEY = Pattern.compile("[!-~]{1," + MAX_KEY + "}");

    private final ProjectName project;
    private final Path directory;
    private final Options options;
    private final ClusterTerms terms;

    private record Options(@Nullable String message, PackCompression compression, DanglingLinks danglingLinks,
            boolean activate, boolean queue, boolean detached, @Nullable String key, int stripped) {}

    /**
     * @param project name of the project
     * @param directory everything in it becomes the release; its own name does not matter
     */
    public DeployRequest(ProjectName project, Path directory) {
        this(project, directory,
                new Options(null, PackCompression.AUTO, DanglingLinks.KEEP, true, false, false, null, 0), ClusterTerms.USUAL);
    }

    private DeployRequest(ProjectName project, Path directory, Options options, ClusterTerms terms) {
        this.project = project;
        this.directory = directory;
        this.options = options;
        this.terms = terms;
    }

    private DeployRequest with(Options other) {
        return new DeployRequest(project, directory, other, terms);
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
        return with(new Options(text, options.compression, options.danglingLinks, options.activate, options.queue,
                options.detached, options.key, options.stripped));
    }

    /**
     * The same request with a compression; without this {@link PackCompression#AUTO}. One that the server does not
     * take, or zstd where its native library does not load, fails the deploy before anything is sent.
     */
    public DeployRequest withCompression(PackCompression chosen) {
        return with(new Options(options.message, chosen, options.danglingLinks, options.activate, options.queue,
                options.detached, options.key, options.stripped));
    }

    /**
     * The same request with another treatment of links whose target does not exist; without this they are kept. The
     * listener is told of them either way.
     */
    public DeployRequest withDanglingLinks(DanglingLinks chosen) {
        return with(new Options(options.message, options.compression, chosen, options.activate, options.queue,
                options.detached, options.key, options.stripped));
    }

    /**
     * The same request, to be made live or not; without this it is.
     *
     * @param wanted false leaves a complete release that {@link SlipwayClient#activate} makes live at any time
     */
    public DeployRequest withActivate(boolean wanted) {
        return with(new Options(options.message, options.compression, options.danglingLinks, wanted, options.queue,
                options.detached, options.key, options.stripped));
    }

    /**
     * The same request, to wait for its turn or not; without this it is refused while another deploy of the project is
     * running.
     *
     * @param wanted true has it received and unpacked at once, and made live when those before it have ended
     */
    public DeployRequest withQueue(boolean wanted) {
        return with(new Options(options.message, options.compression, options.danglingLinks, options.activate, wanted,
                options.detached, options.key, options.stripped));
    }

    /**
     * The same request, awaited to its end or not; without this it is.
     *
     * @param wanted true ends the deploy for this side when the server has the last byte, with
     *     {@link Outcome#RUNNING}; a server that does not know of this is awaited all the same
     */
    public DeployRequest withDetached(boolean wanted) {
        return with(new Options(options.message, options.compression, options.danglingLinks, options.activate,
                options.queue, wanted, options.key, options.stripped));
    }

    /**
     * The same request under a key by which the server knows it again, also from another process: a second one of the
     * same user and project gets the answer of the first.
     *
     * @param key 1 to {@value #MAX_KEY} printable ASCII characters without spaces
     * @throws IllegalArgumentException when it is not
     */
    public DeployRequest withIdempotencyKey(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "an idempotency key has 1 to " + MAX_KEY + " printable ASCII characters and no space");
        }
        return with(new Options(options.message, options.compression, options.danglingLinks, options.activate,
                options.queue, options.detached, key, options.stripped));
    }

    /**
     * The same request, without the first directories of each path: the content of the one that is left becomes the release.
     *
     * @param directories how many, 0 to {@value #MAX_STRIPPED}; without this 0. What does not lie that deep is refused
     * @throws IllegalArgumentException when it is another number
     */
    public DeployRequest withStripped(int directories) {
        if (directories < 0 || directories > MAX_STRIPPED) {
            throw new IllegalArgumentException(
                    "0 to " + MAX_STRIPPED + " components of each path can be stripped, not " + directories);
        }
        return with(new Options(options.message, options.compression, options.danglingLinks, options.activate, options.queue,
                options.detached, options.key, directories));
    }

    /** The same request, taken so by the servers of a cluster; without this {@link ClusterTerms#USUAL}. */
    public DeployRequest withTerms(ClusterTerms chosen) {
        return new DeployRequest(project, directory, options, chosen);
    }

    /** How the servers of a cluster take it. */
    public ClusterTerms terms() {
        return terms;
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
        return Optional.ofNullable(options.message);
    }

    /** How the archive is compressed. */
    public PackCompression compression() {
        return options.compression;
    }

    /** What becomes of links whose target does not exist. */
    public DanglingLinks danglingLinks() {
        return options.danglingLinks;
    }

    /** Whether it is to be made live. */
    public boolean activates() {
        return options.activate;
    }

    /** Whether it waits for its turn. */
    public boolean queues() {
        return options.queue;
    }

    /** Whether it is awaited no longer than to the last byte. */
    public boolean detached() {
        return options.detached;
    }

    /** How many directories of each path are left out. */
    public int stripped() {
        return options.stripped;
    }

    /** The key by which the server knows it again. */
    public Optional<String> idempotencyKey() {
        return Optional.ofNullable(options.key);
    }
}
