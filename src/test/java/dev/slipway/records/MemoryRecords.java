package dev.slipway.records;

import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Records in memory, for tests of those who use records. Any thread. */
public final class MemoryRecords implements Records {
    private static final Comparator<Deployment> NEWEST_FIRST = Comparator
            .comparingLong((Deployment deployment) -> deployment.course().startedAt())
            .thenComparing(Deployment::id).reversed();

    private final Map<DeploymentId, Stored> records = new HashMap<>();
    private final Map<String, Holding> leases = new HashMap<>();
    private final MemoryEntries entries = new MemoryEntries(this::isHeld);
    private Optional<String> unwritable = Optional.empty();

    private record Holding(Lease lease, long end) {}

    /** From now on it is so; empty when it can be written again. */
    public synchronized void setUnwritable(Optional<String> reason) {
        unwritable = reason;
    }

    @Override
    public synchronized OptionalLong put(Deployment deployment, long version) {
        requireWritable();
        Stored there = records.get(deployment.id());
        if (version != (there == null ? 0 : there.version())) {
            return OptionalLong.empty();
        }
        records.put(deployment.id(), new Stored(deployment, version + 1));
        return OptionalLong.of(version + 1);
    }

    private void requireWritable() {
        unwritable.ifPresent(reason -> {
            throw new dev.slipway.problem.DeployException(dev.slipway.problem.Problem.RECORDS_FAILED, reason);
        });
    }

    @Override
    public synchronized Optional<Stored> get(DeploymentId id) {
        return Optional.ofNullable(records.get(id));
    }

    @Override
    public synchronized Page list(Filter filter, int limit, int offset) {
        if (limit < 0 || limit > MAX_PAGE || offset < 0) {
            throw new IllegalArgumentException("limit " + limit + ", offset " + offset);
        }
        List<Stored> found = records.values().stream().filter(stored -> passes(filter, stored.deployment()))
                .sorted(Comparator.comparing(Stored::deployment, NEWEST_FIRST)).toList();
        return new Page(found.stream().skip(offset).limit(limit)
                .map(stored -> new Stored(stored.deployment().withoutEvents(), stored.version())).toList(),
                found.size());
    }

    private static boolean passes(Filter filter, Deployment deployment) {
        long startedAt = deployment.course().startedAt();
        return filter.project().map(deployment.project()::equals).orElse(true)
                && (filter.statuses().isEmpty() || filter.statuses().contains(deployment.status()))
                && filter.since().map(since -> startedAt >= since).orElse(true)
                && filter.until().map(until -> startedAt < until).orElse(true)
                && filter.home().map(deployment.origin().home()::equals).orElse(true)
                && filter.release().map(deployment.lineage().release()::equals).orElse(true)
                && filter.keptDigest().map(digest -> deployment.archive().kept()
                        && deployment.archive().digest().equals(Optional.of(digest))).orElse(true)
                && (!filter.withRetryKey() || deployment.origin().retryKey().isPresent());
    }

    @Override
    public synchronized boolean delete(DeploymentId id, long version) {
        requireWritable();
        Stored there = records.get(id);
        if (there != null && there.version() == version) {
            records.remove(id);
        }
        return !records.containsKey(id);
    }

    @Override
    public synchronized Optional<Lease> lease(String name, String holder, Duration term) {
        requireWritable();
        Holding there = leases.get(name);
        if (there != null && isHeld(there) && !there.lease().holder().equals(holder)) {
            return Optional.empty();
        }
        return hold(new Lease(name, holder, there == null ? 1 : there.lease().token() + 1), term);
    }

    private Optional<Lease> hold(Lease lease, Duration term) {
        leases.put(lease.name(), new Holding(lease, System.nanoTime() + term.toNanos()));
        return Optional.of(lease);
    }

    private synchronized boolean isHeld(Lease lease) {
        Holding there = leases.get(lease.name());
        return there != null && isHeld(there) && there.lease().equals(lease);
    }

    private static boolean isHeld(Holding holding) {
        return holding.end() - System.nanoTime() > 0;
    }

    @Override
    public synchronized Optional<Lease> renew(Lease lease, Duration term) {
        requireWritable();
        return isHeld(lease) ? hold(lease, term) : Optional.empty();
    }

    @Override
    public synchronized void release(Lease lease) {
        requireWritable();
        Holding there = leases.get(lease.name());
        if (there != null && there.lease().equals(lease)) {
            leases.put(lease.name(), new Holding(lease, System.nanoTime()));
        }
    }

    @Override
    public MemoryEntries entries() {
        return entries;
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public synchronized Optional<String> unwritable() {
        return unwritable;
    }

    @Override
    public void close() {
        // nothing is held
    }
}
