package dev.slipway.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.NodeToken;
import dev.slipway.cluster.PayloadDescription;
import dev.slipway.cluster.PayloadPull;
import dev.slipway.deploy.Replica;
import dev.slipway.deploy.TestDeploys;
import dev.slipway.model.ChunkDigests;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.records.MemoryRecords;
import dev.slipway.release.HomeDirectory;
import dev.slipway.release.LaunchJournal;
import dev.slipway.release.PartialPayload;
import dev.slipway.release.PartialPayloads;
import dev.slipway.release.Room;
import dev.slipway.rollout.Desired.Allowed;
import dev.slipway.rollout.Desired.Manner;
import dev.slipway.rollout.Desired.State;
import dev.slipway.rollout.ReconcilerThreads.Stage;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One node on a real home, and what it does about what is to be live. */
@Timeout(60)
class ReconcilerTest {
    private static final ProjectName SHOP = new ProjectName("shop");
    private static final String SELF = "a";
    private static final Manner MANNER = new Manner(0, false, false, true, 0, 1000, false);

    @TempDir
    Path folder;
    private final MemoryRecords records = new MemoryRecords();
    private final Board board = new Board(records.entries());
    private final Membership membership = new Membership(records.entries(),
            new Membership.Self(SELF, SELF, URI.create("http://127.0.0.1:1"), "1"), Duration.ofMinutes(5), Map.of());
    private final Set<Stage> occupied = EnumSet.noneOf(Stage.class);
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private HomeDirectory home;
    private Replica replica;
    private Reconciler reconciler;

    @BeforeEach
    void start() throws Exception {
        home = HomeDirectory.open(folder.resolve("home"), Duration.ZERO);
        replica = new Replica(TestDeploys.tools(home, records), LaunchJournal.in(home));
        restarted();
        membership.beat();
    }

    /** As another process on the same home. */
    private void restarted() {
        PayloadPull pulls = new PayloadPull(PartialPayloads.in(home, Room.ENDLESS),
                new NodeToken("s".repeat(32), System::currentTimeMillis), SELF, PayloadPull.Limits.of(1), Thread::new);
        reconciler = new Reconciler(board, membership, replica, pulls, stage -> occupied.contains(stage) ? waiting::add : Runnable::run, () -> { });
    }

    @AfterEach
    void stop() throws Exception {
        home.close();
    }

    /** A release that is complete on this node. */
    private DeploymentId made() throws Exception {
        return made(SHOP);
    }

    private DeploymentId made(ProjectName project) throws Exception {
        DeploymentId release = DeploymentId.next();
        Path archive = folder.resolve(release.value());
        replica.make(project, release, archive, packed(release, archive), 0);
        return release;
    }

    /** A release of which this node has fetched the archive and not put it in its place yet. */
    private DeploymentId toBePulled() throws Exception {
        DeploymentId release = DeploymentId.next();
        Path archive = folder.resolve(release.value());
        Digest digest = packed(release, archive);
        ChunkDigests chunks = new ChunkDigests(Files.size(archive), digest.hex());
        try (PartialPayload fetched = PartialPayloads.in(home, Room.ENDLESS).resume(digest, chunks);
                PartialPayload.Chunk chunk = fetched.begin(0)) {
            byte[] bytes = Files.readAllBytes(archive);
            chunk.write(bytes, 0, bytes.length);
            assertThat(chunk.verify()).isTrue();
        }
        board.put(new PayloadDescription(digest, chunks));
        board.put(new Recipe(SHOP, release, digest, 0));
        return release;
    }

    private static Digest packed(DeploymentId release, Path archive) throws Exception {
        try (OutputStream file = Files.newOutputStream(archive); TarArchiveOutputStream tar = new TarArchiveOutputStream(file)) {
            byte[] text = release.value().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            TarArchiveEntry entry = new TarArchiveEntry("id");
            entry.setSize(text.length);
            tar.putArchiveEntry(entry);
            tar.write(text);
            tar.closeArchiveEntry();
        }
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(archive));
        return new Digest(HexFormat.of().formatHex(digest));
    }

    private Desired live(long generation, DeploymentId release) {
        return live(SHOP, generation, release);
    }

    private static Desired live(ProjectName project, long generation, DeploymentId release) {
        return new Desired(project, generation, release, Optional.of(release), Optional.empty(), MANNER, State.DONE, Allowed.ALL, 0,
                Optional.empty());
    }

    private Observed look(Desired desired) {
        reconciler.look(Map.of(SHOP, desired), List.of(), project -> board.observed(project, SELF).isPresent());
        return board.observed(SHOP, SELF).orElseThrow();
    }

    /** The cluster has one release, and this node was told another one itself. */
    private Desired apart(DeploymentId own) throws Exception {
        Desired cluster = live(3, made());
        assertThat(look(cluster).live()).isEqualTo(cluster.release());
        board.apart(SHOP, SELF, 3);
        replica.launch(SHOP, own, own, false);
        return cluster;
    }

    @Test
    void whatWasToldToThisNodeAloneStaysWhenItStartsAgain() throws Exception {
        DeploymentId own = made();
        Desired cluster = apart(own);
        restarted();
        assertThat(look(cluster).live()).contains(own);
    }

    @Test
    void aRestartOfTheClusterTakesNothingBackThatWasToldToThisNodeAlone() throws Exception {
        DeploymentId own = made();
        Desired restart = apart(own).restarted(DeploymentId.next(), 4, Manner.restart(1, 1000), Long.MAX_VALUE);
        Observed waiting = look(restart);
        assertThat(waiting.generation()).isEqualTo(3);
        Observed said = look(restart.at(State.SWITCHING, Allowed.ALL, Long.MAX_VALUE));
        assertThat(said.live()).contains(own);
        assertThat(said.generation()).isEqualTo(4);
        assertThat(said.trouble()).as("it tried to restart what is live").hasValueSatisfying(
                trouble -> assertThat(trouble.message()).contains("no restart command"));
        Observed after = look(restart.restarted(DeploymentId.next(), 5, Manner.restart(1, 1000), 1).at(State.DONE, Allowed.ALL, 0));
        assertThat(after.live()).contains(own);
        restarted();
        assertThat(look(restart.at(State.DONE, Allowed.ALL, 0)).live()).contains(own);
    }

    @Test
    void theNextRollOutTakesThePlaceOfWhatWasToldToThisNodeAlone() throws Exception {
        apart(made());
        DeploymentId next = made();
        assertThat(look(live(4, next)).live()).contains(next);
    }

    @Test
    void aNewNodeGetsWhatThoseHaveToWhichAStoppedRollOutDidNotCome() throws Exception {
        DeploymentId before = made();
        DeploymentId stopped = made();
        Desired desired = new Desired(SHOP, 4, stopped, Optional.of(stopped), Optional.of(before),
                new Manner(1, false, false, false, 0, 1000, false), State.DONE, new Allowed(false, Set.of("b")), 0,
                Optional.empty());
        Observed said = look(desired);
        assertThat(said.live()).contains(before);
        assertThat(said.generation()).as("it did not take part").isLessThan(4);
        replica.withdraw(SHOP);
        board.apart(SHOP, SELF, 4);
        assertThat(look(desired).live()).as("it was told so itself").isEmpty();
    }

    @Test
    void aNewNodeIsGivenTheTimeToGetWhatWasLiveBeforeAStoppedRollOut() throws Exception {
        DeploymentId before = toBePulled();
        DeploymentId stopped = DeploymentId.next();
        Desired desired = new Desired(SHOP, 4, stopped, Optional.of(stopped), Optional.of(before),
                new Manner(1, false, false, false, 0, 1000, false), State.DONE, new Allowed(false, Set.of("b")), 0, Optional.empty());
        assertThat(look(desired).live()).contains(before);
    }

    @Test
    void whatWasCutOffIsCheckedThoughTheClusterWasRestartedMeanwhile() throws Exception {
        Desired cluster = live(3, made());
        assertThat(look(cluster).live()).isEqualTo(cluster.release());
        LaunchJournal journal = LaunchJournal.in(home);
        journal.tries(SHOP, new LaunchJournal.OnTrial(cluster.release().orElseThrow(), Optional.of(made())));
        restarted();
        look(cluster.restarted(DeploymentId.next(), 4, Manner.restart(1, 1000), 1).at(State.DONE, Allowed.ALL, 0));
        assertThat(journal.trial(SHOP)).as("it has passed").isEmpty();
    }

    @Test
    void aNodeKeepsWhatItHadBeforeTheClusterWhenTheFirstRollOutIsTakenBack() throws Exception {
        DeploymentId own = made();
        replica.launch(SHOP, own, own, false);
        Desired first = new Desired(SHOP, 1, DeploymentId.next(), Optional.of(made()), Optional.empty(), MANNER, State.SWITCHING,
                new Allowed(false, Set.of("b")), Long.MAX_VALUE, Optional.empty());
        assertThat(look(first).live()).contains(own);
        Desired back = first.takenBack(new Trouble("health-failed", "no"), Long.MAX_VALUE);
        Observed said = look(back);
        assertThat(said.live()).contains(own);
        assertThat(said.generation()).isEqualTo(2);
        assertThat(look(back)).as("nothing is done again").isEqualTo(said);
    }

    @Test
    void theFirstRollOutThatIsTakenBackIsLiveNowhere() throws Exception {
        Desired first = new Desired(SHOP, 1, DeploymentId.next(), Optional.of(made()), Optional.empty(), MANNER, State.SWITCHING,
                Allowed.ALL, Long.MAX_VALUE, Optional.empty());
        assertThat(look(first).live()).isEqualTo(first.release());
        assertThat(look(first.takenBack(new Trouble("health-failed", "no"), Long.MAX_VALUE)).live()).isEmpty();
    }

    @Test
    void whatWasRefusedOnceIsTriedAtOnceInTheNextGeneration() throws Exception {
        DeploymentId unknown = DeploymentId.next();
        assertThat(look(live(1, unknown)).refused()).containsOnlyKeys("1");
        assertThat(look(live(1, unknown)).refused()).containsOnlyKeys("1");
        assertThat(look(live(2, unknown)).refused()).as("said of this attempt").containsOnlyKeys("2");
        assertThat(look(live(3, made())).refused()).isEmpty();
    }

    @Test
    void whatOthersCannotReadAnyMoreIsSaidAgain() throws Exception {
        Desired cluster = live(1, made());
        Observed said = look(cluster);
        records.entries().find("observed/shop/" + SELF).ifPresent(entry -> records.entries().delete(entry.key(), entry.version()));
        Observed again = look(cluster);
        assertThat(again.differs(said)).isFalse();
    }

    @Test
    void aReleaseThatTheNodeFetchesForItselfHoldsUpNoRollOut() throws Exception {
        occupied.add(Stage.CATCH_UP);
        ProjectName missed = new ProjectName("missed");
        Desired old = live(missed, 7, toBePulled());
        Desired rolling = live(3, toBePulled()).at(State.SWITCHING, Allowed.ALL, Long.MAX_VALUE);
        reconciler.look(Map.of(missed, old, SHOP, rolling), List.of(), project -> true);
        assertThat(replica.live(SHOP)).isEqualTo(rolling.release());
        assertThat(waiting).hasSize(1);
    }

    @Test
    void hooksOfOneProjectHoldUpNoArchiveOfAnother() throws Exception {
        occupied.add(Stage.SWITCH);
        ProjectName slow = new ProjectName("slow");
        Desired switching = live(slow, 7, made(slow)).at(State.SWITCHING, Allowed.ALL, Long.MAX_VALUE);
        Desired staged = live(3, toBePulled()).at(State.PREPARING, Allowed.ALL, Long.MAX_VALUE);
        reconciler.look(Map.of(slow, switching, SHOP, staged), List.of(), project -> true);
        assertThat(board.observed(SHOP, SELF).orElseThrow().holds(staged.release().orElseThrow())).isTrue();
        assertThat(replica.live(slow)).isEmpty();
        waiting.remove().run();
        assertThat(replica.live(slow)).isEqualTo(switching.release());
        assertThat(waiting).isEmpty();
    }

    @Test
    void whatIsLookedAtWhileTheArchiveIsFetchedIsDoneWithoutAnotherLook() throws Exception {
        occupied.add(Stage.MAKE);
        Desired preparing = live(3, toBePulled()).at(State.PREPARING, Allowed.ALL, Long.MAX_VALUE);
        reconciler.look(Map.of(SHOP, preparing), List.of(), project -> true);
        reconciler.look(Map.of(SHOP, preparing.at(State.SWITCHING, Allowed.ALL, Long.MAX_VALUE)), List.of(), project -> true);
        occupied.clear();
        waiting.remove().run();
        assertThat(replica.live(SHOP)).isEqualTo(preparing.release());
    }
}
