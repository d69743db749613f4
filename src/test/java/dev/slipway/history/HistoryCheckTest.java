package dev.slipway.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A check that finds nothing is worth nothing: each fault is put into a good history and must be found, alone. */
class HistoryCheckTest {
    private final List<Call> calls = new ArrayList<>();
    private final Map<String, String> contents = new HashMap<>(Map.of("a", "tree of a", "b", "tree of b", "c", "tree of c"));
    private final List<Seen> seen = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private final List<Seen> ends = new ArrayList<>();
    private final Map<String, String> records = new HashMap<>(Map.of("a", "success", "b", "success"));

    /** Two deploys, one after the other, on two nodes. */
    @BeforeEach
    void goodHistory() {
        calls.add(Call.deploy("shop", "a", 10).acknowledged(20, Set.of("home-1", "home-2")));
        calls.add(Call.deploy("shop", "b", 30).acknowledged(40, Set.of("home-1", "home-2")));
        seen.add(seen(5, "1", null));
        seen.add(seen(15, "1", "a"));
        seen.add(seen(35, "1", "b"));
        seen.add(seen(36, "2", "a"));
        seen.add(seen(45, "2", "b"));
        told.add(told(15, 1, "a", 0, 0));
        told.add(told(25, 1, "a", 1, 1));
        told.add(told(45, 2, "b", 2, 2));
        ends.add(seen(100, "1", "b"));
        ends.add(seen(100, "2", "b"));
    }

    private static Seen seen(long at, String node, String release) {
        return new Seen(at, "node-" + node, "home-" + node, "shop", Optional.ofNullable(release),
                Optional.ofNullable(release).map(id -> "tree of " + id));
    }

    private static Told told(long at, long generation, String release, long first, long second) {
        return new Told(at, "shop", generation, Optional.of(release), Map.of("home-1", first, "home-2", second));
    }

    private List<String> faults() {
        return HistoryCheck.faults(new History(calls, contents, seen, told, ends, records));
    }

    private void endsWith(String release) {
        ends.clear();
        ends.add(seen(100, "1", release));
        ends.add(seen(100, "2", release));
    }

    @Test
    void findsNothingInAGoodHistory() {
        assertThat(faults()).isEmpty();
    }

    @Test
    void findsAnAcknowledgedDeploymentThatIsLost() {
        endsWith("a");
        assertThat(faults()).hasSize(2).allMatch(fault -> fault.contains("b was acknowledged and nothing followed it"));
    }

    @Test
    void findsThatNothingIsLiveAfterAnAcknowledgement() {
        endsWith(null);
        assertThat(faults()).hasSize(4).allMatch(fault -> fault.contains("was acknowledged and nothing followed it"));
    }

    @Test
    void takesEitherOfTwoThatRanAtTheSameTime() {
        calls.set(0, Call.deploy("shop", "a", 10).acknowledged(60, Set.of()));
        endsWith("a");
        seen.removeIf(look -> look.at() == 45);
        assertThat(faults()).isEmpty();
    }

    @Test
    void takesOneOfUnknownOutcomeAfterAnAcknowledgedOne() {
        calls.add(Call.deploy("shop", "c", 25));
        records.put("c", "success");
        endsWith("c");
        assertThat(faults()).isEmpty();
    }

    @Test
    void findsARefusedOneThatIsLiveInTheEnd() {
        calls.add(Call.deploy("shop", "c", 50).refused(60));
        endsWith("c");
        assertThat(faults()).anyMatch(fault -> fault.contains("node-1 has Optional[c], which was refused or never asked for"));
    }

    @Test
    void findsOneThatNobodyAskedFor() {
        endsWith("d");
        contents.put("d", "tree of d");
        assertThat(faults()).anyMatch(fault -> fault.contains("which was refused or never asked for"));
    }

    @Test
    void findsThatANodeShowsAnOlderOneAfterTheAcknowledgement() {
        seen.add(seen(50, "2", "a"));
        assertThat(faults()).containsExactly("shop: node-2 had Optional[a] after b was acknowledged there");
    }

    @Test
    void findsThatANodeShowsNothingAfterTheAcknowledgement() {
        seen.add(seen(50, "2", null));
        assertThat(faults()).hasSize(2).allMatch(fault -> fault.contains("node-2 had Optional.empty after"));
    }

    @Test
    void takesAnOlderOneOnANodeThatWasNotThere() {
        calls.set(1, Call.deploy("shop", "b", 30).acknowledged(40, Set.of("home-1")));
        seen.add(seen(50, "2", "a"));
        assertThat(faults()).isEmpty();
    }

    @Test
    void takesARollback() {
        calls.add(Call.back("shop", "a", 50).acknowledged(60, Set.of("home-1", "home-2")));
        seen.add(seen(55, "2", "a"));
        told.add(told(60, 3, "a", 3, 3));
        endsWith("a");
        assertThat(faults()).isEmpty();
    }

    @Test
    void findsTwoLatestOfOneGeneration() {
        told.add(told(50, 2, "c", 2, 2));
        assertThat(faults()).containsExactly("shop: generation 2 was Optional[b] and Optional[c]");
    }

    @Test
    void findsAGenerationThatGoesBack() {
        told.add(told(50, 1, "a", 2, 2));
        assertThat(faults()).containsExactly("shop: generation 1 came after 2");
    }

    @Test
    void findsANodeWhoseGenerationGoesBack() {
        told.add(told(50, 2, "b", 2, 1));
        assertThat(faults()).containsExactly("shop: home-2 went back from generation 2 to 1");
    }

    @Test
    void findsNodesThatDifferInTheEnd() {
        ends.set(1, seen(100, "2", "a"));
        assertThat(faults()).anyMatch(fault -> fault.contains("in the end node-1 has Optional[b] and node-2 has Optional[a]"));
    }

    @Test
    void findsOtherFilesInTheEnd() {
        ends.set(1, new Seen(100, "node-2", "home-2", "shop", Optional.of("b"), Optional.of("half a tree")));
        assertThat(faults()).containsExactly("shop: in the end node-1 and node-2 have other files of Optional[b]",
                "shop: node-2 had b with other files than were sent");
    }

    @Test
    void findsAMixtureInBetween() {
        seen.add(new Seen(50, "node-2", "home-2", "shop", Optional.of("b"), Optional.of("half a tree")));
        assertThat(faults()).containsExactly("shop: node-2 had b with other files than were sent");
    }

    @Test
    void findsRecordsThatSayOtherThanTheAnswer() {
        records.put("b", "failed");
        assertThat(faults()).containsExactly("shop: b is live or was, and its record says failed");
        records.put("b", "success");
        calls.add(Call.deploy("shop", "c", 50).refused(60));
        records.put("c", "success");
        assertThat(faults()).containsExactly("shop: c was refused, and its record says success");
        records.put("c", "activating");
        assertThat(faults()).containsExactly("shop: the record of c never ended: activating");
    }

    @Test
    void findsThatNobodyLooked() {
        ends.clear();
        assertThat(faults()).containsExactly("shop: nobody looked what is live in the end");
    }
}
