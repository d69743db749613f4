package dev.slipway.rollout;

import dev.slipway.records.Entries;
import dev.slipway.records.Entries.Entry;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Home directories of nodes that are members no more, as long as there are records of theirs. Blocks; any thread. */
record FormerHomes(Records records) {
    private static final String KEY = "former/";

    /** A node is not expected back. */
    void add(String home) {
        Entries entries = records.entries();
        if (entries.find(KEY + home).isEmpty()) {
            entries.put(KEY + home, "", 0);
        }
    }

    /** Those that have not come back. @param members nodes that there are */
    Set<String> without(Iterable<Member> members) {
        Set<String> homes = records.entries().range(KEY).stream().filter(this::hasRecords)
                .map(entry -> entry.key().substring(KEY.length())).collect(Collectors.toCollection(HashSet::new));
        members.forEach(member -> homes.remove(member.id()));
        return homes;
    }

    private boolean hasRecords(Entry entry) {
        boolean some = records.list(Filter.ALL.at(entry.key().substring(KEY.length())), 0, 0).total() > 0;
        if (!some) {
            records.entries().delete(entry.key(), entry.version());
        }
        return some;
    }
}
