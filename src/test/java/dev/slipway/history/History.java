package dev.slipway.history;

import java.util.List;
import java.util.Map;

/**
 * All that is known of a run.
 *
 * @param calls of clients
 * @param contents digest of the tree of each release, by its id, as it was sent
 * @param seen on disks, in the order of looking
 * @param told by nodes, in the order of asking
 * @param ends what was on disks when all was healed and quiet; one for each node and project
 * @param records how the record of each deployment ended, by its id
 */
public record History(List<Call> calls, Map<String, String> contents, List<Seen> seen, List<Told> told, List<Seen> ends,
        Map<String, String> records) {
    /** Copies of all. */
    public History {
        calls = List.copyOf(calls);
        contents = Map.copyOf(contents);
        seen = List.copyOf(seen);
        told = List.copyOf(told);
        ends = List.copyOf(ends);
        records = Map.copyOf(records);
    }
}
