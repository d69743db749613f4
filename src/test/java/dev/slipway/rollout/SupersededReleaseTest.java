package dev.slipway.rollout;

import static dev.slipway.rollout.SampleNode.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.model.DeploymentId;
import dev.slipway.problem.Problem;
import dev.slipway.release.LaunchJournal;
import dev.slipway.rollout.Desired.Allowed;
import dev.slipway.rollout.Desired.Manner;
import dev.slipway.rollout.Desired.State;
import dev.slipway.rollout.ReconcilerThreads.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node is doing for a release when it hears that something else is to be live. */
@Timeout(60)
class SupersededReleaseTest {
    private static final long FOREVER = Long.MAX_VALUE;

    @TempDir
    Path folder;
    private SampleNode node;
    private Path log;
    private DeploymentId before;
    private final CountDownLatch unpacking = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @BeforeEach
    void start() throws Exception {
        log = Files.createFile(folder.resolve("log"));
        node = new SampleNode(folder);
        before = node.made(SHOP);
        look(live(4, before).at(State.DONE, Allowed.ALL, 0));
        assertThat(node.replica.live(SHOP)).contains(before);
    }

    @AfterEach
    void stop() throws Exception {
        goOn.countDown();
        node.close();
    }

    private static Desired live(long generation, DeploymentId release) {
        return SampleNode.live(SHOP, generation, release).at(State.SWITCHING, Allowed.ALL, FOREVER);
    }

    private void look(Desired desired, Hold... holds) {
        node.reconciler.look(Map.of(SHOP, desired), List.of(holds), project -> true);
    }

    /** What this look begins in that stage is done by another thread. */
    private CompletableFuture<Void> begin(Stage stage, Desired desired, Hold... holds) {
        node.occupied.add(stage);
        look(desired, holds);
        node.occupied.clear();
        return CompletableFuture.runAsync(node.waiting.remove());
    }

    private static void ended(CompletableFuture<Void> work) throws Exception {
        work.get(15, TimeUnit.SECONDS);
    }

    /** The next extractions wait until they may go on. */
    private void unpackSlowly() {
        node.unpacking = () -> {
            unpacking.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private void assertNothingIsLeft(DeploymentId superseded) throws IOException {
        assertThat(node.replica.kept(SHOP)).doesNotContain(superseded);
        assertThat(LaunchJournal.in(node.home).unverified()).isEmpty();
        try (Stream<Path> staged = Files.list(node.home.path().resolve("staging"))) {
            assertThat(staged).isEmpty();
        }
    }

    @Test
    void isNotUnpackedToItsEnd() throws Exception {
        DeploymentId superseded = node.toBePulled();
        unpackSlowly();
        CompletableFuture<Void> making = begin(Stage.MAKE, live(5, superseded).at(State.PREPARING, Allowed.NONE, FOREVER));
        unpacking.await();
        look(live(6, before));
        goOn.countDown();
        ended(making);
        assertNothingIsLeft(superseded);
        assertThat(node.board.observed(SHOP, SampleNode.SELF).orElseThrow().generation()).isEqualTo(6);
        assertThat(node.replica.live(SHOP)).contains(before);
    }

    @Test
    void whatCameLateIsNeverMadeLive() throws Exception {
        node.hook("activate-command", "echo $SLIPWAY_RELEASE_ID >> " + log);
        DeploymentId superseded = node.toBePulled();
        unpackSlowly();
        CompletableFuture<Void> making = begin(Stage.CATCH_UP, live(5, superseded).at(State.DONE, Allowed.ALL, 0));
        unpacking.await();
        look(live(6, before));
        goOn.countDown();
        ended(making);
        assertNothingIsLeft(superseded);
        assertThat(log).content().doesNotContain(superseded.value());
        assertThat(node.replica.live(SHOP)).contains(before);
    }

    @Test
    void theGroupOfItsVerifyCommandIsEnded() throws Exception {
        node.hook("verify-command", "echo $$ >> " + log, "sleep 30", "true");
        DeploymentId superseded = node.toBePulled();
        CompletableFuture<Void> making = begin(Stage.MAKE, live(5, superseded).at(State.PREPARING, Allowed.NONE, FOREVER));
        await().until(() -> Files.readString(log).endsWith("\n"));
        ProcessHandle command = ProcessHandle.of(Long.parseLong(Files.readString(log).strip())).orElseThrow();
        await().until(() -> command.children().findAny().isPresent());
        List<ProcessHandle> group = command.children().toList();
        look(live(6, before));
        ended(making);
        assertNothingIsLeft(superseded);
        assertThat(command.isAlive()).isFalse();
        await().until(() -> group.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(node.board.observed(SHOP, SampleNode.SELF).orElseThrow().generation()).isEqualTo(6);
    }

    /** The node says something new right before the switch, and hears then that something else is to be live. */
    private void lookRightBeforeTheSwitch(Desired first) throws Exception {
        node.occupied.add(Stage.SWITCH);
        look(first);
        node.made(SHOP);
        node.news = () -> {
            node.news = () -> { };
            look(live(6, before));
        };
        node.occupied.clear();
        node.waiting.remove().run();
    }

    @Test
    void isNotMadeLiveWhenThatIsHeardRightBeforeTheSwitch() throws Exception {
        node.hook("activate-command", "echo $SLIPWAY_RELEASE_ID >> " + log);
        DeploymentId superseded = node.made(SHOP);
        lookRightBeforeTheSwitch(live(5, superseded));
        assertThat(log).content().doesNotContain(superseded.value());
        assertThat(node.replica.live(SHOP)).contains(before);
        assertThat(node.board.observed(SHOP, SampleNode.SELF).orElseThrow().generation()).isEqualTo(6);
    }

    @Test
    void isNotMadeLiveOnANodeThatIsBehindEither() throws Exception {
        node.replica.withdraw(SHOP);
        node.hook("activate-command", "echo $SLIPWAY_RELEASE_ID >> " + log);
        DeploymentId superseded = node.made(SHOP);
        DeploymentId stopped = DeploymentId.next();
        lookRightBeforeTheSwitch(new Desired(SHOP, 5, stopped, Optional.of(stopped), Optional.of(superseded),
                new Manner(1, false, false, false, 0, 1000, false), State.DONE, new Allowed(false, Set.of("b")), 0, Optional.empty()));
        assertThat(log).content().doesNotContain(superseded.value());
        assertThat(node.replica.live(SHOP)).contains(before);
    }

    @Test
    void itsHooksAreEndedAndItStaysOnTrialUntilTheNextIsLive() throws Exception {
        DeploymentId superseded = node.made(SHOP);
        node.hook("health-command", "echo $SLIPWAY_RELEASE_ID >> " + log, "[ $SLIPWAY_RELEASE_ID = " + before + " ] || exec sleep 30");
        CompletableFuture<Void> switching = begin(Stage.SWITCH, live(5, superseded));
        await().until(() -> Files.readString(log).contains(superseded.value()));
        look(live(6, before));
        ended(switching);
        assertThat(node.replica.live(SHOP)).contains(before);
        assertThat(node.replica.onTrial(SHOP)).isEmpty();
        assertThat(node.board.observed(SHOP, SampleNode.SELF).orElseThrow()).matches(
                said -> said.generation() == 6 && said.trouble().isEmpty());
    }

    @Test
    void itsPlaceInTheQueueForAThreadIsNotAwaited() throws Exception {
        node.occupied.add(Stage.CATCH_UP);
        DeploymentId superseded = node.toBePulled();
        look(live(5, superseded).at(State.DONE, Allowed.ALL, 0));
        look(live(5, superseded).at(State.DONE, Allowed.ALL, 0));
        assertThat(node.waiting).hasSize(1);
        DeploymentId next = node.toBePulled();
        look(live(6, next));
        assertThat(node.replica.live(SHOP)).contains(next);
        node.waiting.remove().run();
        assertThat(node.replica.live(SHOP)).contains(next);
        assertNothingIsLeft(superseded);
    }

    /** A staged release is unpacked while a roll-out waits for other nodes; then this is looked at, twice. @return the extractions */
    private int extractions(Desired next) throws Exception {
        DeploymentId staged = node.toBePulled();
        Hold hold = new Hold(node.board.recipe(SHOP, staged).orElseThrow(), "staged", FOREVER);
        AtomicInteger extractions = new AtomicInteger();
        unpackSlowly();
        Runnable slowly = node.unpacking;
        node.unpacking = () -> {
            extractions.incrementAndGet();
            slowly.run();
        };
        CompletableFuture<Void> making = begin(Stage.MAKE, live(5, before).at(State.PREPARING, Allowed.NONE, FOREVER), hold);
        unpacking.await();
        look(next, hold);
        look(next, hold);
        goOn.countDown();
        ended(making);
        assertThat(node.replica.kept(SHOP)).contains(staged);
        return extractions.get();
    }

    @Test
    void aStagedReleaseDoesNotMakeWayForEachLookAtARollOut() throws Exception {
        assertThat(extractions(live(5, before).at(State.PREPARING, Allowed.NONE, FOREVER))).isEqualTo(1);
    }

    @Test
    void aStagedReleaseMakesWayOnceWhenTheRollOutAsksSomethingOfTheNode() throws Exception {
        assertThat(extractions(live(5, before))).isEqualTo(2);
        assertThat(node.board.observed(SHOP, SampleNode.SELF).orElseThrow().generation()).isEqualTo(5);
    }

    @Test
    void aStopEndsTheUnpacking() throws Exception {
        DeploymentId next = node.toBePulled();
        unpackSlowly();
        CompletableFuture<Void> making = begin(Stage.MAKE, live(5, next).at(State.PREPARING, Allowed.NONE, FOREVER));
        unpacking.await();
        node.reconciler.stop();
        goOn.countDown();
        ended(making);
        assertNothingIsLeft(next);
        assertThat(node.board.observed(SHOP, SampleNode.SELF).orElseThrow().refused()).isEmpty();
    }

    @Test
    void whatFailedAndCouldNotBeTakenBackIsNotReportedAsGood() throws Exception {
        DeploymentId bad = node.made(SHOP);
        node.hook("health-command", "rm -rf $SLIPWAY_PREVIOUS", "exit 1");
        look(live(5, bad));
        assertThat(node.replica.live(SHOP)).contains(bad);
        assertTroubled();
        node.restart();
        look(live(5, bad));
        assertTroubled();
    }

    private void assertTroubled() {
        assertThat(node.board.observed(SHOP, SampleNode.SELF).orElseThrow().trouble()).hasValueSatisfying(
                trouble -> assertThat(trouble.code()).isNotEqualTo(Problem.OVERTAKEN.code()));
    }
}
