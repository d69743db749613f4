package dev.slipway.deploy;

import dev.slipway.records.Entries;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Since when a home directory belongs to its records. What is older was there before: the records may be new, or the wrong ones,
 * and say nothing about it. Blocks; any thread.
 *
 * @param now milliseconds since the epoch, by the clock that dates the files
 */
record KnownSince(Records records, Deployments.Node node, LongSupplier now) {
    /** In milliseconds since the epoch. A home is known since its oldest record; in a cluster, since it joined. */
    long time() {
        return node.inCluster() ? Math.min(oldestRecord(), joined()) : oldestRecord();
    }

    private long oldestRecord() {
        Filter here = Filter.ALL.at(node.home());
        long total = records.list(here, 0, 0).total();
        int last = (int) Math.min(Integer.MAX_VALUE, Math.max(0, total - 1));
        return records.list(here, 1, last).deployments().stream()
                .mapToLong(stored -> stored.deployment().course().startedAt()).min().orElse(Long.MAX_VALUE);
    }

    private long joined() {
        String key = "since/" + node.home();
        Optional<Entries.Entry> told = records.entries().find(key);
        if (told.isEmpty()) {
            records.entries().put(key, Long.toString(now.getAsLong()), 0);
            told = records.entries().find(key);
        }
        return told.map(Entries.Entry::value).filter(text -> text.matches("[0-9]{1,18}")).map(Long::valueOf).orElse(Long.MAX_VALUE);
    }
}
