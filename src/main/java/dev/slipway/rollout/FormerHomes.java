package dev.slipway.rollout;

import dev.slipway.records.Entries;
import dev.slipway.records.Entries.Entry;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import java.util.HashSet;
import java.util.List;
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

    /**
     * Those that have not come back. One that is there again is no former one any more.
     *
     * @param members nodes that there are; before they are known every home may be one of theirs
     */
    Set<String> without(List<Member> members) {
        if (members.isEmpty()) {
            return Set.of();
        }
        members.stream().filter(Member::reachable).forEach(this::remove);
        Set<String> homes = records.entries().range(KEY).stream().filter(this::hasRecords)
                .map(entry -> entry.key().substring(KEY.length())).collect(Collectors.toCollection(HashSet::new));
        members.forEach(member -> homes.remove(member.id()));
        return homes;
    }

    private void remove(Member back) {
        Entries entries = records.entries();
        entries.find(KEY + back.id()).ifPresent(entry -> entries.delete(entry.key(), entry.version()));
    }

    private boolean hasRecords(Entry entry) {
        boolean some = records.list(Filter.ALL.at(entry.key().substring(KEY.length())), 0, 0).total() > 0;
        if (!some) {
            records.entries().delete(entry.key(), entry.version());
        }
        return some;
    }
}
