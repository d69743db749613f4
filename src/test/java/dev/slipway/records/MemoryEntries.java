package dev.slipway.records;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Records.Lease;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/** Entries in memory, for tests of those who use entries. Any thread. */
public final class MemoryEntries implements Entries {
    private final TreeMap<String, Kept> entries = new TreeMap<>();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private final Predicate<Lease> held;
    private long skew;
    private Optional<Lost> lost = Optional.empty();
    private Optional<String> undeletable = Optional.empty();
    private int queries;
    private int rows;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile String gated = "";

    /** An answer that will not come. */
    private record Lost(String prefix, boolean done) {}

    private record Kept(String value, long version, long at) {}

    /** @param held whether a lease is */
    public MemoryEntries(Predicate<Lease> held) {
        this.held = held;
    }

    /** Lets time pass. */
    public synchronized void pass(long millis) {
        skew += millis;
    }

    /** Looks for such ranges do not come back until the gate opens. */
    public void stall(String prefix, CountDownLatch until) {
        gate = until;
        gated = prefix;
    }

    /** How often entries were looked for since the last time this was asked. */
    public synchronized int queries() {
        int all = queries;
        queries = 0;
        return all;
    }

    /** How many entries came back since the last time this was asked. */
    public synchronized int rows() {
        int all = rows;
        rows = 0;
        return all;
    }

    /** The next put of such a key fails for its caller. @param done whether it is carried out all the same */
    public synchronized void loseAnswer(String prefix, boolean done) {
        lost = Optional.of(new Lost(prefix, done));
    }

    /** The next delete of such a key fails. */
    public synchronized void failDelete(String prefix) {
        undeletable = Optional.of(prefix);
    }

    private synchronized Optional<Lost> taken(String key) {
        Optional<Lost> now = lost.filter(answer -> key.startsWith(answer.prefix()));
        if (now.isPresent()) {
            lost = Optional.empty();
        }
        return now;
    }

    private long now() {
        return System.nanoTime() / 1_000_000 + skew;
    }

    @Override
    public OptionalLong put(String key, String value, long version) {
        Optional<Lost> answer = taken(key);
        OptionalLong put = answer.isPresent() && !answer.get().done() ? OptionalLong.empty() : replace(key, value, version);
        if (put.isPresent()) {
            watchers.forEach(Runnable::run);
        }
        if (answer.isPresent()) {
            throw new DeployException(Problem.RECORDS_FAILED, "The connection was lost");
        }
        return put;
    }

    private synchronized OptionalLong replace(String key, String value, long version) {
        if (key.isEmpty() || key.length() > MAX_KEY || version < 0) {
            throw new IllegalArgumentException(key);
        }
        Kept there = entries.get(key);
        if (version != (there == null ? 0 : there.version())) {
            return OptionalLong.empty();
        }
        entries.put(key, new Kept(value, version + 1, now()));
        return OptionalLong.of(version + 1);
    }

    @Override
    public OptionalLong put(Lease lease, String key, String value, long version) {
        return held.test(lease) ? put(key, value, version) : OptionalLong.empty();
    }

    @Override
    public synchronized long beat(String key, String value) {
        Kept there = entries.get(key);
        entries.put(key, new Kept(value, there == null ? 1 : there.version() + 1, now()));
        return now();
    }

    @Override
    public synchronized Optional<Entry> find(String key) {
        queries++;
        Optional<Entry> found = all(key).stream().filter(entry -> entry.key().equals(key)).findFirst();
        rows += found.isPresent() ? 1 : 0;
        return found;
    }

    @Override
    public List<Entry> range(String prefix) {
        if (prefix.equals(gated)) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        synchronized (this) {
            List<Entry> found = all(prefix);
            queries++;
            rows += found.size();
            return found;
        }
    }

    private synchronized List<Entry> all(String prefix) {
        return entries.tailMap(prefix).entrySet().stream().takeWhile(entry -> entry.getKey().startsWith(prefix))
                .map(entry -> new Entry(entry.getKey(), entry.getValue().value(), entry.getValue().version(),
                        now() - entry.getValue().at())).toList();
    }

    @Override
    public boolean delete(String key, long version) {
        synchronized (this) {
            if (undeletable.filter(key::startsWith).isPresent()) {
                undeletable = Optional.empty();
                throw new DeployException(Problem.RECORDS_FAILED, "The connection was lost");
            }
            Kept there = entries.get(key);
            if (there != null && there.version() != version) {
                return false;
            }
            entries.remove(key);
        }
        watchers.forEach(Runnable::run);
        return true;
    }

    @Override
    public Watch watch(Runnable changed) {
        watchers.add(changed);
        return () -> watchers.remove(changed);
    }
}
