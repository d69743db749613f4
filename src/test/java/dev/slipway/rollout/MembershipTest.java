package dev.slipway.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.Holder;
import dev.slipway.records.MemoryEntries;
import dev.slipway.rollout.Membership.Self;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MembershipTest {
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final URI WEB1 = URI.create("http://web1/slipway");
    private static final URI WEB2 = URI.create("http://web2/slipway");

    private final MemoryEntries entries = new MemoryEntries(lease -> true);

    private Membership node(String id, String name, URI address) {
        Membership node = new Membership(entries, new Self(id, name, address, "1"), SILENCE, Map.of());
        node.beat();
        node.forget();
        return node;
    }

    @Test
    void nodesKnowEachOtherByTheirSignsOfLife() {
        Membership first = node("1", "web1", WEB1);
        node("2", "web2", WEB2);
        first.beat();
        assertThat(first.all()).extracting(Member::name).containsExactly("web1", "web2");
        assertThat(first.all()).allMatch(Member::reachable);
        assertThat(first.holders()).extracting(Holder::base).containsExactly(WEB2);
    }

    @Test
    void aNodeThatIsSilentIsAMemberAndNotReachable() {
        node("2", "web2", WEB2);
        entries.pass(SILENCE.toMillis() + 1);
        Membership first = node("1", "web1", WEB1);
        assertThat(first.all()).extracting(Member::name, Member::reachable).containsExactly(
                org.assertj.core.groups.Tuple.tuple("web1", true), org.assertj.core.groups.Tuple.tuple("web2", false));
        assertThat(first.holders()).isEmpty();
    }

    @Test
    void aNodeThatWasSilentForAWeekIsNoMember() {
        node("2", "web2", WEB2);
        entries.pass(Duration.ofDays(7).toMillis() + 1);
        assertThat(node("1", "web1", WEB1).all()).extracting(Member::name).containsExactly("web1");
        assertThat(entries.range("beat/")).hasSize(1);
    }

    @Test
    void aHomeThatWasWipedReplacesTheOneBeforeIt() {
        node("old", "web1", WEB1);
        entries.pass(SILENCE.toMillis() + 1);
        assertThat(node("new", "web1", WEB1).all()).extracting(Member::id).containsExactly("new");
    }

    @Test
    void aNodeIsReachedWhereTheSettingSaysSo() {
        node("2", "web2", WEB2);
        URI through = URI.create("http://proxy/slipway");
        Membership first = new Membership(entries, new Self("1", "web1", WEB1, "1"), SILENCE, Map.of("web2", through));
        first.beat();
        assertThat(first.holders()).extracting(Holder::base).containsExactly(through);
    }

    @Test
    void timeIsThatOfTheRecords() {
        Membership first = node("1", "web1", WEB1);
        long before = first.time();
        entries.pass(Duration.ofDays(1).toMillis());
        first.beat();
        assertThat(first.time() - before).isGreaterThan(Duration.ofHours(23).toMillis());
    }

    @Test
    void aSignOfLifeThatCannotBeReadIsPassedOver() {
        entries.beat("beat/9", "{\"name\":9}");
        entries.beat("beat/8", "not an object");
        assertThat(node("1", "web1", WEB1).all()).extracting(Member::name).containsExactly("web1");
    }

    private static boolean isReachable(Membership of, String id) {
        return of.all().stream().filter(member -> member.id().equals(id)).allMatch(Member::reachable);
    }

    private void passBeating(Membership node, long millis) {
        for (long passed = 0; passed < millis; passed += Membership.BEAT.toMillis()) {
            entries.pass(Membership.BEAT.toMillis());
            node.beat();
        }
    }

    @Test
    void nobodyCountsAsSilentBecauseTheRecordsWereAway() {
        Membership first = node("1", "web1", WEB1);
        node("2", "web2", WEB2);
        first.beat();
        entries.pass(SILENCE.toMillis() + 2000);
        first.beat();
        assertThat(isReachable(first, "2")).as("it could not beat either").isTrue();
        passBeating(first, SILENCE.toMillis() - 2000);
        assertThat(isReachable(first, "2")).as("it still has time to come back").isTrue();
        passBeating(first, 4000);
        assertThat(isReachable(first, "2")).as("it had the time").isFalse();
    }

    @Test
    void whoWasSilentBeforeTheRecordsWereAwayStaysSo() {
        Membership first = node("1", "web1", WEB1);
        node("2", "web2", WEB2);
        passBeating(first, SILENCE.toMillis() + 2000);
        assertThat(isReachable(first, "2")).isFalse();
        entries.pass(SILENCE.toMillis() + 2000);
        first.beat();
        assertThat(isReachable(first, "2")).isFalse();
    }

    @Test
    void oneThatStartsAgainAfterTheRecordsWereAwayTakesNobodyForSilentEither() {
        node("1", "web1", WEB1);
        node("2", "web2", WEB2);
        entries.pass(SILENCE.toMillis() + 2000);
        Membership again = node("1", "web1", WEB1);
        assertThat(isReachable(again, "2")).isTrue();
        passBeating(again, SILENCE.toMillis() + 2000);
        assertThat(isReachable(again, "2")).isFalse();
    }

    @Test
    void twoHomesUnderOneNameAreBothMembersAndItIsSaid() {
        Membership first = node("1", "web1", WEB1);
        node("2", "web1", WEB2);
        first.beat();
        assertThat(first.all()).extracting(Member::id).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void aNodeThatIsGoneIsSilentInTheEndThoughEachBeatIsLate() {
        for (Duration silence : new Duration[] {Duration.ofSeconds(3), Duration.ofSeconds(4), SILENCE}) {
            String id = "dead-" + silence;
            node(id, id, URI.create("http://" + id));
            Membership first = new Membership(entries, new Self("1-" + silence, "web1", WEB1, "1"), silence, Map.of());
            first.beat();
            long late = Membership.BEAT.toMillis() + silence.toMillis() / 2 + 10;
            for (long passed = 0; passed <= 5 * silence.toMillis(); passed += late) {
                entries.pass(late);
                first.beat();
            }
            assertThat(first.all()).filteredOn(member -> member.id().equals(id)).noneMatch(Member::reachable);
        }
    }

    @Test
    void beatsInTimeExcuseNobodyHoweverShortThePatience() {
        node("dead", "web2", WEB2);
        Membership first = new Membership(entries, new Self("1", "web1", WEB1, "1"), Duration.ofSeconds(3), Map.of());
        first.beat();
        for (int beat = 0; beat < 2; beat++) {
            entries.pass(Membership.BEAT.toMillis() + 300);
            first.beat();
        }
        assertThat(first.all()).filteredOn(member -> member.id().equals("dead")).noneMatch(Member::reachable);
    }
}
