package dev.slipway.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.cluster.NodeToken;
import dev.slipway.cluster.PayloadDescription;
import dev.slipway.cluster.PayloadPull;
import dev.slipway.deploy.Fleet;
import dev.slipway.deploy.Replica;
import dev.slipway.deploy.TestDeploys;
import dev.slipway.model.ChunkDigests;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.MemoryRecords;
import dev.slipway.records.Records.Lease;
import dev.slipway.records.SampleDeployment;
import dev.slipway.release.HomeDirectory;
import dev.slipway.release.LaunchJournal;
import dev.slipway.release.PartialPayloads;
import dev.slipway.release.Room;
import dev.slipway.rollout.Desired.Allowed;
import dev.slipway.rollout.Desired.Manner;
import dev.slipway.rollout.Desired.State;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node does every other second. */
@Timeout(60)
class ClusterLookTest {
    private static final ProjectName SHOP = new ProjectName("shop");
    private static final String SECRET = "s".repeat(32);

    private final MemoryRecords records = new MemoryRecords();
    private final Board board = new Board(records.entries());
    private final Cluster cluster = new Cluster(records, new ClusterSettings("a", "a", URI.create("http://127.0.0.1:1"), "1", SECRET,
            Duration.ofMinutes(5), Map.of(), 1, 1, true, Duration.ofMinutes(5)));

    private void post(ProjectName project, DeploymentId release, State state, Allowed allowed) {
        Lease lease = records.lease("rollout/" + project, "test", Duration.ofMinutes(1)).orElseThrow();
        board.post(lease, new Desired(project, 1, release, Optional.of(release), Optional.empty(),
                new Manner(0, false, false, true, 0, 1000, false), state, allowed, Long.MAX_VALUE, Optional.empty()), 0);
        records.release(lease);
    }

    @Test
    void whatIsReadDoesNotDependOnWhatWasEverRolledOut() {
        post(SHOP, DeploymentId.next(), State.DONE, Allowed.ALL);
        board.say("a", Observed.nothing(SHOP));
        cluster.beat();
        cluster.look();
        records.entries().rows();
        records.entries().queries();
        cluster.look();
        int rows = records.entries().rows();
        int queries = records.entries().queries();
        assertThat(rows).isLessThan(10);
        assertThat(queries).isLessThan(12);
        RestartJobs jobs = new RestartJobs(records.entries());
        for (int number = 0; number < 1000; number++) {
            DeploymentId id = DeploymentId.next();
            board.put(new Recipe(SHOP, id, new Digest("ab".repeat(32)), 0));
            String hex = String.format("%064x", number);
            board.put(new PayloadDescription(new Digest(hex), new ChunkDigests(1, hex)));
            RestartJob job = new RestartJob(id, "restart", "ann", true, "a", List.of(SHOP), List.of(), 0, 1, Optional.empty(),
                    Optional.empty());
            jobs.put(job.with(List.of(), Optional.empty(), 2), jobs.put(job, 0));
            assertThat(jobs.find(id)).hasValueSatisfying(found -> assertThat(found.endedAt()).contains(2L));
        }
        records.entries().rows();
        records.entries().queries();
        cluster.beat();
        cluster.look();
        assertThat(records.entries().rows()).isLessThanOrEqualTo(rows + 1);
        assertThat(records.entries().queries()).isLessThanOrEqualTo(queries + 1);
    }

    @Test
    void anEntryThatCannotBeReadStopsNothing(@TempDir Path folder) throws Exception {
        for (String prefix : List.of("beat/", "desired/", "observed/", "release/", "payload/", "hold/", "apart/", "yield/", "cancel/",
                "job/", "job-ended/")) {
            int number = 0;
            for (String text : List.of("", "not an object", "{}", "{\"by\":7}", "[[[[", "\u0001", "{\"projects\":[],\"restarted\":0,\"type\":\"x\","
                    + "\"user\":\"u\",\"everywhere\":true,\"home\":\"h\",\"created\":1}")) {
                records.entries().put(prefix + "bad" + number++, text, 0);
                records.entries().put(prefix + "bad/" + number, text, 0);
                records.entries().put(prefix + DeploymentId.next(), text, 0);
            }
        }
        DeploymentId release = DeploymentId.next();
        post(SHOP, release, State.PREPARING, Allowed.NONE);
        board.say("a", Observed.nothing(SHOP).holding(release));
        ReconcilerThreads threads = new ReconcilerThreads(Thread::new);
        try (HomeDirectory home = HomeDirectory.open(folder, Duration.ZERO)) {
            cluster.start(new Replica(TestDeploys.tools(home, records), LaunchJournal.in(home)), pulls(home), threads);
            await().until(() -> board.desired(SHOP).orElseThrow().desired().state() != State.PREPARING);
            cluster.leave(Duration.ZERO);
        } finally {
            threads.stop(Duration.ZERO);
        }
        new EntrySweep(records, board, System::currentTimeMillis).sweep();
    }

    @Test
    void nothingIsLetGoWhileItIsNotKnownWhatIsNeeded() {
        post(SHOP, DeploymentId.next(), State.DONE, Allowed.ALL);
        assertThat(cluster.wanted().releases()).containsOnlyKeys(SHOP);
        for (String key : List.of("desired/blog", "hold/blog/" + DeploymentId.next())) {
            records.entries().put(key, "{\"written\":\"by another version\"}", 0);
            assertThatThrownBy(cluster::wanted).isInstanceOf(DeployException.class).hasMessageContaining("another version");
            records.entries().find(key).ifPresent(entry -> records.entries().delete(key, entry.version()));
        }
    }

    @Test
    void anIdThatCameWithOneArchiveIsRefusedWithAnother() {
        DeploymentId release = DeploymentId.next();
        Fleet.Source archive = new Fleet.Source(new Digest("ab".repeat(32)), new ChunkDigests(1, "ab".repeat(32)), 0);
        cluster.tell(SHOP, release, archive);
        cluster.tell(SHOP, release, archive);
        assertThatThrownBy(() -> cluster.tell(SHOP, release,
                new Fleet.Source(new Digest("cd".repeat(32)), new ChunkDigests(1, "cd".repeat(32)), 0)))
                .isInstanceOfSatisfying(DeployException.class, e -> assertThat(e.problem()).isEqualTo(Problem.DEPLOYMENT_ID_USED));
        assertThat(board.recipe(SHOP, release).orElseThrow().digest()).isEqualTo(archive.digest());
    }

    @Test
    void aNodeThatIsThereIsNoFormerOneAlsoBeforeItIsKnownWhoIsThere() {
        records.put(SampleDeployment.at("a", SampleDeployment.bare("shop", 1, Status.SUCCESS)), 0);
        records.entries().put("former/a", "", 0);
        assertThat(cluster.wanted().formerHomes()).isEmpty();
        cluster.beat();
        assertThat(cluster.wanted().formerHomes()).isEmpty();
        assertThat(records.entries().find("former/a")).isEmpty();
    }

    private static PayloadPull pulls(HomeDirectory home) {
        return new PayloadPull(PartialPayloads.in(home, Room.ENDLESS), new NodeToken(SECRET, System::currentTimeMillis), "a",
                PayloadPull.Limits.of(1), Thread::new);
    }

    @Test
    void signsOfLifeWaitForNoWork(@TempDir Path folder) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        records.entries().stall("desired/", gate);
        try (HomeDirectory home = HomeDirectory.open(folder, Duration.ZERO)) {
            cluster.start(new Replica(TestDeploys.tools(home, records), LaunchJournal.in(home)), pulls(home),
                    new ReconcilerThreads(Thread::new));
            long first = await().until(() -> records.entries().find("beat/a"), Optional::isPresent).orElseThrow().version();
            await().until(() -> records.entries().find("beat/a").orElseThrow().version() > first + 1);
            gate.countDown();
            cluster.leave(Duration.ZERO);
        } finally {
            gate.countDown();
        }
    }

    @Test
    void aHoldEndsByItselfWhenItsOriginIsGone() {
        Hold hold = new Hold(new Recipe(SHOP, DeploymentId.next(), new Digest("ab".repeat(32)), 0), "try", 0);
        board.put(hold);
        cluster.beat();
        cluster.look();
        assertThat(board.holds()).containsExactly(hold);
        records.entries().pass(Duration.ofHours(1).toMillis());
        new EntrySweep(records, board, () -> 1).sweep();
        assertThat(board.holds()).isEmpty();
    }

    private Keepings keepings() {
        Membership membership = new Membership(records.entries(),
                new Membership.Self("a", "a", URI.create("http://127.0.0.1:1"), "1"), Duration.ofMinutes(5), Map.of());
        membership.beat();
        return new Keepings(board, membership);
    }

    @Test
    void nobodyWaitsForARefusalOfAnEarlierWish() {
        Keepings keepings = keepings();
        Recipe recipe = new Recipe(SHOP, DeploymentId.next(), new Digest("ab".repeat(32)), 0);
        Waiting who = new Waiting(SHOP, recipe.release(), Optional.empty());
        keepings.add(who, new Hold(recipe, "second", Long.MAX_VALUE), false, 0);
        Observed refused = Observed.nothing(SHOP).refusing("first", new Trouble("no-space", "full"));
        keepings.look(Map.of(SHOP, Map.of("a", refused)));
        assertThat(who.end()).isNotDone();
        keepings.look(Map.of(SHOP, Map.of("a", refused.refusing("second", new Trouble("no-space", "full")))));
        assertThat(who.end()).isCompletedExceptionally();
        assertThat(board.holds()).isEmpty();
        assertThat(refused.amid(Set.of("second")).refused()).isEmpty();
    }

    @Test
    void whatIsToBeKeptCanBeCancelledUntilItIsOver() {
        Keepings keepings = keepings();
        Recipe recipe = new Recipe(SHOP, DeploymentId.next(), new Digest("ab".repeat(32)), 0);
        Waiting who = new Waiting(SHOP, recipe.release(), Optional.empty());
        keepings.add(who, new Hold(recipe, "try", Long.MAX_VALUE), false, 1);
        keepings.look(Map.of());
        assertThat(who.end()).isNotDone();
        who.cancel(new DeployException(Problem.CANCELLED, "by ann"));
        keepings.look(Map.of());
        assertThat(who.end()).isCompletedExceptionally();
        assertThatThrownBy(who.end()::join).hasCauseInstanceOf(DeployException.class).hasMessageContaining("by ann");
        assertThat(board.holds()).isEmpty();
    }

    @Test
    void whoWantsSomethingKeptAfterTheEndIsTold() {
        Keepings keepings = new Keepings(board, new Membership(records.entries(),
                new Membership.Self("a", "a", URI.create("http://127.0.0.1:1"), "1"), Duration.ofMinutes(5), Map.of()));
        DeployException reason = new DeployException(Problem.SHUTTING_DOWN, "stopping");
        keepings.stop(reason);
        Waiting who = new Waiting(SHOP, DeploymentId.next(), Optional.empty());
        keepings.add(who, new Hold(new Recipe(SHOP, who.deployment(), new Digest("ab".repeat(32)), 0), "try", Long.MAX_VALUE), false, 1);
        assertThat(who.end()).isCompletedExceptionally();
    }
}
