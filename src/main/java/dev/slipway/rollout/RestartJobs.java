package dev.slipway.rollout;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.records.Entries;
import dev.slipway.records.Entries.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where restarts are written down. Methods block and throw as {@link Entries} does; any thread that may. */
final class RestartJobs {
    static final String KEY = "job/";
    /** Those that have ended are apart, so that nobody reads them who looks for open ones. */
    static final String ENDED = "job-ended/";

    private final Entries entries;
    private final EntryReader reader = new EntryReader();

    RestartJobs(Entries entries) {
        this.entries = entries;
    }

    /** A job, and the version of the entry that says so. */
    record Posted(RestartJob job, long version) {}

    Optional<RestartJob> find(DeploymentId id) {
        return entries.find(KEY + id).or(() -> entries.find(ENDED + id)).flatMap(entry -> read(entry, id.value())).map(Posted::job);
    }

    /** Those that have not ended, oldest first. */
    List<Posted> open() {
        List<Posted> open = new ArrayList<>();
        for (Entry entry : entries.range(KEY)) {
            Optional<Posted> posted = read(entry, entry.key().substring(KEY.length()));
            posted.filter(one -> one.job().endedAt().isEmpty()).ifPresent(open::add);
            posted.filter(one -> one.job().endedAt().isPresent()).ifPresent(one -> putAway(one.job(), one.version()));
        }
        return open;
    }

    /** @param version of what it replaces; 0 for a new one. @return its version now; 0 when somebody else was first */
    long put(RestartJob job, long version) {
        long next = entries.put(KEY + job.id(), text(job), version).orElse(0);
        if (next > 0 && job.endedAt().isPresent()) {
            putAway(job, next);
        }
        return next;
    }

    /** It is found at any time: who dies in between leaves it in both places, and the next one goes on. */
    private void putAway(RestartJob job, long version) {
        entries.put(ENDED + job.id(), text(job), 0);
        entries.delete(KEY + job.id(), version);
    }

    private static String text(RestartJob job) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("type", job.type());
        object.put("user", job.user());
        object.put("everywhere", job.everywhere());
        object.put("home", job.home());
        object.put("projects", job.projects().stream().map(ProjectName::value).toList());
        object.put("results", job.results());
        object.put("restarted", job.restarted());
        object.put("created", job.createdAt());
        object.put("ended", job.endedAt().orElse(null));
        object.put("failure", job.failure().orElse(null));
        return EntryText.json(object);
    }

    private Optional<Posted> read(Entry entry, String id) {
        return reader.read(entry, () -> new Posted(job(new DeploymentId(id), EntryText.object(entry.value())), entry.version()));
    }

    @SuppressWarnings("unchecked")
    private static RestartJob job(DeploymentId id, Map<String, Object> object) {
        List<ProjectName> projects = new ArrayList<>();
        EntryText.list(object.get("projects")).forEach(name -> projects.add(new ProjectName((String) name)));
        List<Map<String, @Nullable Object>> results = new ArrayList<>();
        EntryText.list(object.get("results")).forEach(result -> results.add((Map<String, @Nullable Object>) result));
        return new RestartJob(id, EntryText.string(object, "type"), EntryText.string(object, "user"),
                EntryText.flag(object, "everywhere"), EntryText.string(object, "home"), projects, results,
                (int) EntryText.number(object, "restarted"), EntryText.number(object, "created"),
                Optional.ofNullable((Number) object.get("ended")).map(Number::longValue),
                Optional.ofNullable((String) object.get("failure")));
    }
}
