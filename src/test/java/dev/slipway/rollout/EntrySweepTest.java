package dev.slipway.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.PayloadDescription;
import dev.slipway.model.ChunkDigests;
import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.Archive;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.records.Entries.Entry;
import dev.slipway.records.MemoryRecords;
import dev.slipway.records.Records.Lease;
import dev.slipway.records.SampleDeployment;
import dev.slipway.rollout.Desired.Allowed;
import dev.slipway.rollout.Desired.Manner;
import dev.slipway.rollout.Desired.State;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes from the entries of a cluster, and what stays for nodes that are late or were wiped. */
class EntrySweepTest {
    private static final ProjectName SHOP = new ProjectName("shop");
    private static final long WEEK = Duration.ofDays(7).toMillis();

    private final MemoryRecords records = new MemoryRecords();
    private final Board board = new Board(records.entries());
    private final Membership membership = new Membership(records.entries(),
            new Membership.Self("a", "a", URI.create("http://127.0.0.1:1"), "1"), Duration.ofMinutes(5), Map.of());
    private final EntrySweep sweep = new EntrySweep(records, board, membership::time);
    private final RestartJobs jobs = new RestartJobs(records.entries());

    @BeforeEach
    void beat() {
        membership.beat();
    }

    private static Digest digest(long number) {
        return new Digest(String.format("%064x", number));
    }

    private DeploymentId release(Digest digest) {
        DeploymentId release = DeploymentId.next();
        board.put(new PayloadDescription(digest, new ChunkDigests(1, digest.hex())));
        board.put(new Recipe(SHOP, release, digest, 0));
        return release;
    }

    private void live(DeploymentId release, Optional<DeploymentId> previous, long generation) {
        Lease lease = records.lease("rollout/shop", "test", Duration.ofMinutes(1)).orElseThrow();
        board.post(lease, new Desired(SHOP, generation, release, Optional.of(release), previous,
                new Manner(0, false, false, true, 0, 1000, false), State.DONE, Allowed.ALL, 0, Optional.empty()),
                board.desired(SHOP).map(Board.Posted::version).orElse(0L));
        records.release(lease);
    }

    private void say(String node, long generation, DeploymentId... held) {
        board.say(node, new Observed(SHOP, generation, Set.of(held), Optional.of(held[0]), Map.of(), Optional.empty(), 1));
    }

    private List<String> keys() {
        return records.entries().range("").stream().map(Entry::key).toList();
    }

    private void later(long millis) {
        records.entries().pass(millis);
        membership.beat();
    }

    @Test
    void tenThousandRollOutsLeaveABoundedNumberOfEntries() {
        DeploymentId before = release(digest(0));
        int most = 0;
        for (int number = 1; number <= 10_000; number++) {
            DeploymentId next = release(digest(number));
            live(next, Optional.of(before), number);
            String node = "node-" + number / 500; // a new home now and then
            records.entries().beat("beat/" + node, "{}");
            say(node, number, next, before);
            board.apart(SHOP, node, number);
            records.entries().put("cancel/" + next, "{\"by\":\"ann\",\"answer\":\"\"}", 0);
            board.put(new Hold(new Recipe(SHOP, next, digest(number), 0), "try", membership.time()));
            RestartJob job = new RestartJob(next, "restart", "ann", true, "a", List.of(SHOP), List.of(), 0, 1, Optional.empty(),
                    Optional.empty());
            jobs.put(job.with(List.of(), Optional.empty(), 2), jobs.put(job, 0));
            before = next;
            later(Duration.ofHours(4).toMillis());
            records.entries().find("beat/node-" + (number / 500 - 1)).ifPresent(
                    gone -> records.entries().delete(gone.key(), gone.version()));
            if (number % 50 == 0) {
                sweep.sweep();
                most = Math.max(most, keys().size());
            }
        }
        assertThat(most).isLessThan(120);
        assertThat(board.recipe(SHOP, before)).isPresent();
        assertThat(board.payload(digest(10_000))).isPresent();
    }

    @Test
    void whatALateOrWipedNodeNeedsStays() {
        DeploymentId back = release(digest(1));
        DeploymentId live = release(digest(2));
        DeploymentId held = release(digest(3));
        DeploymentId kept = release(digest(4));
        DeploymentId gone = release(digest(5));
        live(live, Optional.of(back), 1);
        say("a", 1, live, held);
        Deployment staged = SampleDeployment.bare("shop", 1, Status.STAGED).with(
                new Archive(Optional.of(digest(4)), 1, Optional.empty(), true, 1, 1));
        records.put(staged, 0);
        later(2 * WEEK);
        sweep.sweep();
        for (DeploymentId needed : List.of(back, live, held, kept)) {
            assertThat(board.recipe(SHOP, needed)).isPresent().hasValueSatisfying(
                    recipe -> assertThat(board.payload(recipe.digest())).isPresent());
        }
        assertThat(board.recipe(SHOP, gone)).isEmpty();
        assertThat(board.desired(SHOP)).isPresent();
        assertThat(board.observed(SHOP, "a")).isPresent();
        assertThat(board.payload(digest(5))).as("no release is made of it").isEmpty();
    }

    @Test
    void whatIsYoungStays() {
        DeploymentId young = release(digest(1));
        sweep.sweep();
        assertThat(board.recipe(SHOP, young)).isPresent();
        later(Duration.ofHours(23).toMillis());
        sweep.sweep();
        assertThat(board.recipe(SHOP, young)).isPresent();
    }

    @Test
    void whatIsWrittenAnewWhileItIsSweptStays() {
        release(digest(1));
        later(2 * WEEK);
        List<Entry> seen = records.entries().range("payload/");
        release(digest(1));
        assertThat(seen).allSatisfy(entry -> assertThat(records.entries().delete(entry.key(), entry.version())).isFalse());
        sweep.sweep();
        assertThat(board.payload(digest(1))).isPresent();
    }

    @Test
    void nothingGoesThatIsReferredToByWhatCannotBeRead() {
        release(digest(1));
        later(2 * WEEK);
        sweep.sweep();
        release(digest(2));
        records.entries().put("release/shop/later", "{\"chunks\":\"of another version\"}", 0);
        later(2 * WEEK);
        sweep.sweep();
        assertThat(board.payload(digest(2))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"desired/shop", "observed/shop/b"})
    void noRecipeGoesThatSomethingMayNameThatCannotBeRead(String key) {
        DeploymentId named = release(digest(1));
        records.entries().beat("beat/b", "{}");
        records.entries().put(key, "{\"written\":\"by another version\"}", 0);
        later(2 * WEEK);
        records.entries().beat("beat/b", "{}");
        sweep.sweep();
        assertThat(board.recipe(SHOP, named)).isPresent();
        records.entries().find(key).ifPresent(entry -> records.entries().delete(key, entry.version()));
        sweep.sweep();
        assertThat(board.recipe(SHOP, named)).isEmpty();
    }

    @Test
    void whatIsToldToANodeAloneStaysUntilSomethingElseIsToBeLive() {
        DeploymentId release = release(digest(1));
        live(release, Optional.empty(), 3);
        board.apart(SHOP, "a", 3);
        later(WEEK);
        sweep.sweep();
        assertThat(board.apart(SHOP, "a")).contains(3L);
        live(release, Optional.of(release), 4);
        sweep.sweep();
        assertThat(board.apart(SHOP, "a")).isEmpty();
    }

    @Test
    void oneNodeSweepsForAll() {
        records.entries().put("cancel/1", "{}", 0);
        later(WEEK);
        assertThat(sweep.sweepIfDue()).isPositive();
        records.entries().put("cancel/2", "{}", 0);
        later(WEEK);
        assertThat(new EntrySweep(records, board, membership::time).sweepIfDue()).isZero();
    }
}
