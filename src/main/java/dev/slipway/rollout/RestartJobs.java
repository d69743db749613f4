package dev.slipway.rollout;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.records.Entries;
import dev.slipway.records.Entries.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where restarts are written down. Methods block and throw as {@link Entries} does; any thread that may. */
final class RestartJobs {
    private static final System.Logger LOG = System.getLogger(RestartJobs.class.getName());
    private static final String KEY = "job/";
    /** Those that ended are kept for so long. */
    private static final long KEPT_MILLIS = Duration.ofDays(7).toMillis();

    private final Entries entries;

    RestartJobs(Entries entries) {
        this.entries = entries;
    }

    /** A job, and the version of the entry that says so. */
    record Posted(RestartJob job, long version) {}

    Optional<RestartJob> find(DeploymentId id) {
        return entries.find(KEY + id).flatMap(RestartJobs::read).map(Posted::job);
    }

    /** Those that have not ended, oldest first. */
    List<Posted> open() {
        List<Posted> open = new ArrayList<>();
        for (Entry entry : entries.range(KEY)) {
            Optional<Posted> posted = read(entry);
            if (posted.isPresent() && posted.get().job().endedAt().isEmpty()) {
                open.add(posted.get());
            } else if (entry.ageMillis() > KEPT_MILLIS) {
                entries.delete(entry.key(), entry.version());
            }
        }
        return open;
    }

    /** @param version of what it replaces; 0 for a new one. @return its version now; 0 when somebody else was first */
    long put(RestartJob job, long version) {
        return entries.put(KEY + job.id(), text(job), version).orElse(0);
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

    @SuppressWarnings("unchecked")
    private static Optional<Posted> read(Entry entry) {
        try {
            Map<String, Object> object = EntryText.object(entry.value());
            List<ProjectName> projects = new ArrayList<>();
            EntryText.list(object.get("projects")).forEach(name -> projects.add(new ProjectName((String) name)));
            List<Map<String, @Nullable Object>> results = new ArrayList<>();
            EntryText.list(object.get("results")).forEach(result -> results.add((Map<String, @Nullable Object>) result));
            return Optional.of(new Posted(new RestartJob(new DeploymentId(entry.key().substring(KEY.length())),
                    EntryText.string(object, "type"), EntryText.string(object, "user"), EntryText.flag(object, "everywhere"),
                    EntryText.string(object, "home"), projects, results, (int) EntryText.number(object, "restarted"),
                    EntryText.number(object, "created"),
                    Optional.ofNullable((Number) object.get("ended")).map(Number::longValue),
                    Optional.ofNullable((String) object.get("failure"))), entry.version()));
        } catch (DeployException | ClassCastException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.WARNING, "The entry " + DeployException.printable(entry.key())
                    + " cannot be read; it may be of another version of this program", e);
            return Optional.empty();
        }
    }
}
