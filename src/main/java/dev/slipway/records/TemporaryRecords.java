package dev.slipway.records;

import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** In memory, until the engine is there. */
public final class TemporaryRecords implements Records {
    private final Map<DeploymentId, Stored> all = new TreeMap<>();

    @Override
    public synchronized OptionalLong put(Deployment deployment, long version) {
        Stored there = all.get(deployment.id());
        if ((there == null ? 0 : there.version()) != version) {
            return OptionalLong.empty();
        }
        all.put(deployment.id(), new Stored(deployment, version + 1));
        return OptionalLong.of(version + 1);
    }

    @Override
    public synchronized Optional<Stored> get(DeploymentId id) {
        return Optional.ofNullable(all.get(id));
    }

    @Override
    public synchronized Page list(Filter f, int limit, int offset) {
        List<Stored> found = all.values().stream().filter(s -> {
            Deployment d = s.deployment();
            return f.project().map(d.project()::equals).orElse(true)
                    && (f.statuses().isEmpty() || f.statuses().contains(d.status()))
                    && f.since().map(t -> d.course().startedAt() >= t).orElse(true)
                    && f.until().map(t -> d.course().startedAt() < t).orElse(true)
                    && f.home().map(d.origin().home()::equals).orElse(true)
                    && f.release().map(d.lineage().release()::equals).orElse(true)
                    && f.keptDigest().map(g -> d.archive().kept() && d.archive().digest().equals(Optional.of(g)))
                            .orElse(true)
                    && (!f.withRetryKey() || d.origin().retryKey().isPresent());
        }).sorted(Comparator.comparing((Stored s) -> s.deployment().course().startedAt())
                .thenComparing(s -> s.deployment().id()).reversed()).toList();
        return new Page(found.stream().skip(offset).limit(limit)
                .map(s -> new Stored(s.deployment().withoutEvents(), s.version())).toList(), found.size());
    }

    @Override
    public synchronized boolean delete(DeploymentId id, long version) {
        return all.remove(id) != null;
    }

    @Override
    public Optional<Lease> lease(String name, String holder, Duration term) {
        return Optional.empty();
    }

    @Override
    public Optional<Lease> renew(Lease lease, Duration term) {
        return Optional.empty();
    }

    @Override
    public void release(Lease lease) {}

    @Override
    public Optional<String> unwritable() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
