package dev.slipway.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.hooks.Halt;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.release.LaunchJournal;
import dev.slipway.rollout.Desired.Allowed;
import dev.slipway.rollout.Desired.Manner;
import dev.slipway.rollout.Desired.State;
import dev.slipway.rollout.ReconcilerThreads.Stage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One node on a real home, and what it does about what is to be live. */
@Timeout(60)
class ReconcilerTest {
    private static final ProjectName SHOP = SampleNode.SHOP;
    private static final String SELF = SampleNode.SELF;
    private static final Manner MANNER = SampleNode.MANNER;

    @TempDir
    Path folder;
    private SampleNode node;

    @BeforeEach
    void start() throws Exception {
        node = new SampleNode(folder);
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    private DeploymentId made() throws Exception {
        return node.made(SHOP);
    }

    private Desired live(long generation, DeploymentId release) {
        return SampleNode.live(SHOP, generation, release);
    }

    private Observed look(Desired desired) {
        node.reconciler.look(Map.of(SHOP, desired), List.of(), project -> node.board.observed(project, SELF).isPresent());
        return node.board.observed(SHOP, SELF).orElseThrow();
    }

    /** The cluster has one release, and this node was told another one itself. */
    private Desired apart(DeploymentId own) throws Exception {
        Desired cluster = live(3, made());
        assertThat(look(cluster).live()).isEqualTo(cluster.release());
        node.board.apart(SHOP, SELF, 3);
        node.replica.launch(SHOP, own, own, false, new Halt());
        return cluster;
    }

    @Test
    void whatWasToldToThisNodeAloneStaysWhenItStartsAgain() throws Exception {
        DeploymentId own = made();
        Desired cluster = apart(own);
        node.restart();
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
        node.restart();
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
        node.replica.withdraw(SHOP);
        node.board.apart(SHOP, SELF, 4);
        assertThat(look(desired).live()).as("it was told so itself").isEmpty();
    }

    @Test
    void aNewNodeIsGivenTheTimeToGetWhatWasLiveBeforeAStoppedRollOut() throws Exception {
        DeploymentId before = node.toBePulled();
        DeploymentId stopped = DeploymentId.next();
        Desired desired = new Desired(SHOP, 4, stopped, Optional.of(stopped), Optional.of(before),
                new Manner(1, false, false, false, 0, 1000, false), State.DONE, new Allowed(false, Set.of("b")), 0, Optional.empty());
        assertThat(look(desired).live()).contains(before);
    }

    @Test
    void whatWasCutOffIsCheckedThoughTheClusterWasRestartedMeanwhile() throws Exception {
        Desired cluster = live(3, made());
        assertThat(look(cluster).live()).isEqualTo(cluster.release());
        LaunchJournal journal = LaunchJournal.in(node.home);
        journal.tries(SHOP, new LaunchJournal.OnTrial(cluster.release().orElseThrow(), Optional.of(made())));
        node.restart();
        look(cluster.restarted(DeploymentId.next(), 4, Manner.restart(1, 1000), 1).at(State.DONE, Allowed.ALL, 0));
        assertThat(journal.trial(SHOP)).as("it has passed").isEmpty();
    }

    @Test
    void aNodeKeepsWhatItHadBeforeTheClusterWhenTheFirstRollOutIsTakenBack() throws Exception {
        DeploymentId own = made();
        node.replica.launch(SHOP, own, own, false, new Halt());
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
        node.records.entries().find("observed/shop/" + SELF).ifPresent(entry -> node.records.entries().delete(entry.key(), entry.version()));
        Observed again = look(cluster);
        assertThat(again.differs(said)).isFalse();
    }

    @Test
    void aReleaseThatTheNodeFetchesForItselfHoldsUpNoRollOut() throws Exception {
        node.occupied.add(Stage.CATCH_UP);
        ProjectName missed = new ProjectName("missed");
        Desired old = SampleNode.live(missed, 7, node.toBePulled());
        Desired rolling = live(3, node.toBePulled()).at(State.SWITCHING, Allowed.ALL, Long.MAX_VALUE);
        node.reconciler.look(Map.of(missed, old, SHOP, rolling), List.of(), project -> true);
        assertThat(node.replica.live(SHOP)).isEqualTo(rolling.release());
        assertThat(node.waiting).hasSize(1);
    }

    @Test
    void hooksOfOneProjectHoldUpNoArchiveOfAnother() throws Exception {
        node.occupied.add(Stage.SWITCH);
        ProjectName slow = new ProjectName("slow");
        Desired switching = SampleNode.live(slow, 7, node.made(slow)).at(State.SWITCHING, Allowed.ALL, Long.MAX_VALUE);
        Desired staged = live(3, node.toBePulled()).at(State.PREPARING, Allowed.ALL, Long.MAX_VALUE);
        node.reconciler.look(Map.of(slow, switching, SHOP, staged), List.of(), project -> true);
        assertThat(node.board.observed(SHOP, SELF).orElseThrow().holds(staged.release().orElseThrow())).isTrue();
        assertThat(node.replica.live(slow)).isEmpty();
        node.waiting.remove().run();
        assertThat(node.replica.live(slow)).isEqualTo(switching.release());
        assertThat(node.waiting).isEmpty();
    }

    @Test
    void whatIsLookedAtWhileTheArchiveIsFetchedIsDoneWithoutAnotherLook() throws Exception {
        node.occupied.add(Stage.MAKE);
        Desired preparing = live(3, node.toBePulled()).at(State.PREPARING, Allowed.ALL, Long.MAX_VALUE);
        node.reconciler.look(Map.of(SHOP, preparing), List.of(), project -> true);
        node.reconciler.look(Map.of(SHOP, preparing.at(State.SWITCHING, Allowed.ALL, Long.MAX_VALUE)), List.of(), project -> true);
        node.occupied.clear();
        node.waiting.remove().run();
        assertThat(node.replica.live(SHOP)).isEqualTo(preparing.release());
    }
}
