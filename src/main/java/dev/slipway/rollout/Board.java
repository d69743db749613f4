package dev.slipway.rollout;

import dev.slipway.cluster.PayloadDescription;
import dev.slipway.model.ChunkDigests;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.records.Entries;
import dev.slipway.records.Entries.Entry;
import dev.slipway.records.Records.Lease;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Where nodes read and write what they tell each other of projects. What a program of another version wrote and this one cannot
 * read is passed over and said in the log. Methods block and throw as {@link Entries} does; any thread that may.
 */
final class Board {
    private static final System.Logger LOG = System.getLogger(Board.class.getName());
    private static final String DESIRED = "desired/";
    private static final String OBSERVED = "observed/";
    private static final String RECIPES = "release/";
    private static final String PAYLOADS = "payload/";
    private static final String APART = "apart/";
    private static final String YIELDS = "yield/";
    /** A wish that is older belongs to nobody any more. */
    private static final long WISH_MILLIS = 30_000;

    private final Entries entries;

    Board(Entries entries) {
        this.entries = entries;
    }

    /** What is to be live, and the version of the entry that says so. */
    record Posted(Desired desired, long version) {}

    /** What is to be live of each project. */
    List<Posted> desired() {
        List<Posted> all = new ArrayList<>();
        for (Entry entry : entries.range(DESIRED)) {
            posted(entry).ifPresent(all::add);
        }
        return all;
    }

    Optional<Posted> desired(ProjectName project) {
        return entries.find(DESIRED + project).flatMap(Board::posted);
    }

    private static Optional<Posted> posted(Entry entry) {
        return read(entry, () -> new Posted(
                EntryText.desired(new ProjectName(entry.key().substring(DESIRED.length())), entry.value()), entry.version()));
    }

    /** @param version of what it replaces; 0 for nothing. @return whether it was put: not when the lease was lost */
    boolean post(Lease lease, Desired desired, long version) {
        return entries.put(lease, DESIRED + desired.project(), EntryText.of(desired), version).isPresent();
    }

    /** What each node, by its id, said of each project. */
    Map<ProjectName, Map<String, Observed>> observed() {
        Map<ProjectName, Map<String, Observed>> all = new HashMap<>();
        for (Entry entry : entries.range(OBSERVED)) {
            int slash = entry.key().indexOf('/', OBSERVED.length());
            read(entry, () -> EntryText.observed(
                    new ProjectName(entry.key().substring(OBSERVED.length(), slash)), entry.value()))
                    .ifPresent(said -> all.computeIfAbsent(said.project(), project -> new HashMap<>())
                            .put(entry.key().substring(slash + 1), said));
        }
        return all;
    }

    /** What one node said of a project last. */
    Optional<Observed> observed(ProjectName project, String node) {
        return entries.find(key(project, node)).flatMap(entry -> read(entry, () -> EntryText.observed(project, entry.value())));
    }

    /** Only for the node itself, one thread at a time for a project. */
    void say(String node, Observed observed) {
        String key = key(observed.project(), node);
        long version = entries.find(key).map(Entry::version).orElse(0L);
        entries.put(key, EntryText.of(observed), version);
    }

    private static String key(ProjectName project, String node) {
        return OBSERVED + project + "/" + node;
    }

    /** How to make a release. */
    Optional<Recipe> recipe(ProjectName project, DeploymentId release) {
        return entries.find(key(project, release)).flatMap(Board::recipe);
    }

    /** Of all projects. */
    List<Recipe> recipes() {
        List<Recipe> all = new ArrayList<>();
        entries.range(RECIPES).forEach(entry -> recipe(entry).ifPresent(all::add));
        return all;
    }

    void put(Recipe recipe) {
        String key = key(recipe.project(), recipe.release());
        long version = entries.find(key).map(Entry::version).orElse(0L);
        entries.put(key, EntryText.of(recipe), version);
    }

    /** Forgets how to make the releases of a project. */
    void forgetRecipes(ProjectName project) {
        entries.range(RECIPES + project + "/").forEach(entry -> entries.delete(entry.key(), entry.version()));
    }

    private static String key(ProjectName project, DeploymentId release) {
        return RECIPES + project + "/" + release;
    }

    private static Optional<Recipe> recipe(Entry entry) {
        int slash = entry.key().indexOf('/', RECIPES.length());
        return read(entry, () -> EntryText.recipe(new ProjectName(entry.key().substring(RECIPES.length(), slash)),
                new DeploymentId(entry.key().substring(slash + 1)), entry.value()));
    }

    /** By what a node checks an archive that it gets from others. */
    Optional<PayloadDescription> payload(Digest digest) {
        return entries.find(PAYLOADS + digest.hex()).flatMap(entry -> read(entry,
                () -> new PayloadDescription(digest, ChunkDigests.parse(entry.value()))));
    }

    /** The same archive always has the same chunks: the first who says so is enough. */
    void put(PayloadDescription payload) {
        entries.put(PAYLOADS + payload.digest().hex(), payload.chunks().text(), 0);
    }

    /** Notes that a node has of a project what it was told itself, as long as this generation is the last. */
    void apart(ProjectName project, String node, long generation) {
        String key = APART + project + "/" + node;
        long version = entries.find(key).map(Entry::version).orElse(0L);
        entries.put(key, Long.toString(generation), version);
    }

    /** The generation that a node passes over, because it was told something else itself. */
    Optional<Long> apart(ProjectName project, String node) {
        return entries.find(APART + project + "/" + node).flatMap(entry -> read(entry, () -> Long.valueOf(entry.value())));
    }

    /** Asks whoever takes the roll-out of a project forward to leave it to this deployment. */
    void askToYield(ProjectName project, DeploymentId to) {
        String key = YIELDS + project;
        long version = entries.find(key).map(Entry::version).orElse(0L);
        entries.put(key, to.value(), version);
    }

    /** The wish is fulfilled, or given up. */
    void unaskToYield(ProjectName project) {
        entries.find(YIELDS + project).ifPresent(entry -> entries.delete(entry.key(), entry.version()));
    }

    /** Projects whose roll-out somebody else is waiting for. */
    Set<ProjectName> asked() {
        Set<ProjectName> projects = new HashSet<>();
        for (Entry entry : entries.range(YIELDS)) {
            if (entry.ageMillis() > WISH_MILLIS) {
                entries.delete(entry.key(), entry.version());
            } else {
                read(entry, () -> new ProjectName(entry.key().substring(YIELDS.length()))).ifPresent(projects::add);
            }
        }
        return projects;
    }

    private static <T> Optional<T> read(Entry entry, Supplier<T> reader) {
        try {
            return Optional.of(reader.get());
        } catch (DeployException | ClassCastException | NullPointerException | IllegalArgumentException
                | IndexOutOfBoundsException e) {
            LOG.log(System.Logger.Level.WARNING, "The entry " + DeployException.printable(entry.key())
                    + " cannot be read; it may be of another version of this program", e);
            return Optional.empty();
        }
    }
}
