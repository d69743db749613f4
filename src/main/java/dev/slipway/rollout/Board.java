package dev.slipway.rollout;

import dev.slipway.cluster.PayloadDescription;
import dev.slipway.model.ChunkDigests;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Entries;
import dev.slipway.records.Entries.Entry;
import dev.slipway.records.Records.Lease;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where nodes read and write what they tell each other of projects. What a program of another version wrote and this one cannot
 * read is passed over and said in the log. Methods block and throw as {@link Entries} does; any thread that may.
 */
final class Board {
    private static final System.Logger LOG = System.getLogger(Board.class.getName());
    static final String DESIRED = "desired/";
    static final String OBSERVED = "observed/";
    static final String RECIPES = "release/";
    static final String PAYLOADS = "payload/";
    static final String HOLDS = "hold/";
    static final String APART = "apart/";
    private static final int ATTEMPTS = 5;
    private static final String YIELDS = "yield/";
    /** A wish that is older belongs to nobody any more. */
    private static final long WISH_MILLIS = 30_000;

    private final Entries entries;
    private final EntryReader reader = new EntryReader();

    Board(Entries entries) {
        this.entries = entries;
    }

    /** What is to be live, and the version of the entry that says so. @param ageMillis since it was written, by the records' clock */
    record Posted(Desired desired, long version, long ageMillis) {}

    /** What is to be live of each project. */
    List<Posted> desired() {
        List<Posted> all = new ArrayList<>();
        for (Entry entry : entries.range(DESIRED)) {
            posted(entry).ifPresent(all::add);
        }
        return all;
    }

    Optional<Posted> desired(ProjectName project) {
        return entries.find(DESIRED + project).flatMap(this::posted);
    }

    private Optional<Posted> posted(Entry entry) {
        return reader.read(entry, () -> new Posted(
                EntryText.desired(new ProjectName(entry.key().substring(DESIRED.length())), entry.value()), entry.version(), entry.ageMillis()));
    }

    /** @param version of what it replaces; 0 for nothing. @return whether it was put: not when the lease was lost */
    boolean post(Lease lease, Desired desired, long version) {
        return entries.put(lease, DESIRED + desired.project(), EntryText.of(desired), version).isPresent();
    }

    /** What each node, by its id, said of each project. */
    Map<ProjectName, Map<String, Observed>> observed() {
        Map<ProjectName, Map<String, Observed>> all = new HashMap<>();
        for (Entry entry : entries.range(OBSERVED)) {
            String node = entry.key().substring(entry.key().indexOf('/', OBSERVED.length()) + 1);
            observed(entry).ifPresent(said -> all.computeIfAbsent(said.project(), project -> new HashMap<>()).put(node, said));
        }
        return all;
    }

    private Optional<Observed> observed(Entry entry) {
        return reader.read(entry, () -> EntryText.observed(new ProjectName(entry.key().substring(OBSERVED.length(),
                entry.key().indexOf('/', OBSERVED.length()))), entry.value()));
    }

    /** Whether all entries can be read that begin so. @param prefix {@link #DESIRED}, {@link #OBSERVED} or {@link #HOLDS} */
    boolean understands(String prefix) {
        return entries.range(prefix).stream().allMatch(entry -> (prefix.equals(DESIRED) ? posted(entry)
                : prefix.equals(OBSERVED) ? observed(entry) : hold(entry)).isPresent());
    }

    /** What one node said of a project last. */
    Optional<Observed> observed(ProjectName project, String node) {
        return entries.find(key(project, node)).flatMap(entry -> reader.read(entry, () -> EntryText.observed(project, entry.value())));
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
        return entries.find(RECIPES + project + "/" + release).flatMap(this::recipe);
    }

    void put(Recipe recipe) {
        replace(RECIPES + recipe.project() + "/" + recipe.release(), EntryText.of(recipe));
    }

    /** How to make the release of an entry among the recipes. */
    Optional<Recipe> recipe(Entry entry) {
        int slash = entry.key().indexOf('/', RECIPES.length());
        return reader.read(entry, () -> EntryText.recipe(new ProjectName(entry.key().substring(RECIPES.length(), slash)),
                new DeploymentId(entry.key().substring(slash + 1)), entry.value()));
    }

    /** What every node is to get ready and keep, also wishes that have ended. */
    List<Hold> holds() {
        List<Hold> all = new ArrayList<>();
        for (Entry entry : entries.range(HOLDS)) {
            hold(entry).ifPresent(all::add);
        }
        return all;
    }

    private Optional<Hold> hold(Entry entry) {
        int slash = entry.key().indexOf('/', HOLDS.length());
        return reader.read(entry, () -> EntryText.hold(new ProjectName(entry.key().substring(HOLDS.length(), slash)),
                new DeploymentId(entry.key().substring(slash + 1)), entry.value()));
    }

    void put(Hold hold) {
        replace(key(hold), EntryText.of(hold));
    }

    /** The wish is fulfilled, or given up. */
    void letGo(Hold hold) {
        entries.find(key(hold)).filter(entry -> entry.value().equals(EntryText.of(hold)))
                .ifPresent(entry -> entries.delete(entry.key(), entry.version()));
    }

    private static String key(Hold hold) {
        return HOLDS + hold.recipe().project() + "/" + hold.recipe().release();
    }

    /** Whatever is there; its version rises, so that nobody deletes it who has seen it before. */
    private void replace(String key, String value) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (entries.put(key, value, entries.find(key).map(Entry::version).orElse(0L)).isPresent()) {
                return;
            }
        }
        throw new DeployException(Problem.RECORDS_FAILED, "Another server writes the same all the time: " + key);
    }

    /** By what a node checks an archive that it gets from others. */
    Optional<PayloadDescription> payload(Digest digest) {
        return entries.find(PAYLOADS + digest.hex()).flatMap(entry -> reader.read(entry,
                () -> new PayloadDescription(digest, ChunkDigests.parse(entry.value()))));
    }

    void put(PayloadDescription payload) {
        replace(PAYLOADS + payload.digest().hex(), payload.chunks().text());
    }

    /** Notes that a node has of a project what it was told itself, as long as this generation is the last. */
    void apart(ProjectName project, String node, long generation) {
        replace(APART + project + "/" + node, Long.toString(generation));
    }

    /** The generation that a node passes over, because it was told something else itself. */
    Optional<Long> apart(ProjectName project, String node) {
        return entries.find(APART + project + "/" + node).flatMap(entry -> reader.read(entry, () -> Long.valueOf(entry.value())));
    }

    /** Asks whoever takes a roll-out forward to leave the project to this deployment, unless it is asked by somebody already. */
    void askToYield(Desired underWay, DeploymentId to) {
        Optional<Entry> there = entries.find(YIELDS + underWay.project());
        boolean asked = there.filter(entry -> entry.ageMillis() <= WISH_MILLIS
                && !entry.value().equals(underWay.deployment().value())).isPresent();
        if (!asked) {
            entries.put(YIELDS + underWay.project(), to.value(), there.map(Entry::version).orElse(0L));
        }
    }

    /** The wish of this deployment is fulfilled, or given up; not that of another. Where it stays it ends by itself. */
    void unaskToYield(ProjectName project, DeploymentId to) {
        try {
            entries.find(YIELDS + project).filter(entry -> entry.value().equals(to.value()))
                    .ifPresent(entry -> entries.delete(entry.key(), entry.version()));
        } catch (DeployException e) {
            LOG.log(System.Logger.Level.DEBUG, "A wish that ends by itself", e);
        }
    }

    /** Projects whose roll-out somebody else is waiting for, and which deployment that is. */
    Map<ProjectName, DeploymentId> asked() {
        Map<ProjectName, DeploymentId> projects = new HashMap<>();
        for (Entry entry : entries.range(YIELDS)) {
            if (entry.ageMillis() > WISH_MILLIS) {
                entries.delete(entry.key(), entry.version());
            } else {
                reader.read(entry, () -> Map.entry(new ProjectName(entry.key().substring(YIELDS.length())), new DeploymentId(entry.value())))
                        .ifPresent(wish -> projects.put(wish.getKey(), wish.getValue()));
            }
        }
        return projects;
    }
}
