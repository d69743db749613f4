package dev.slipway.rollout;

import static dev.slipway.rollout.SampleRollOut.FAILED;
import static dev.slipway.rollout.SampleRollOut.NEXT;
import static dev.slipway.rollout.SampleRollOut.member;
import static dev.slipway.rollout.SampleRollOut.members;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.rollout.Desired.Allowed;
import dev.slipway.rollout.RollOutPlan.Step;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One step at a time; that the steps together come to an end is in {@link RollOutSimulationTest}. */
class RollOutPlanTest {
    private final SampleRollOut sample = new SampleRollOut();

    private static String reason(Step step) {
        return step instanceof Step.TurnBack back ? back.reason().message()
                : step instanceof Step.End end ? end.reason().map(Trouble::message).orElse("") : "";
    }

    @Test
    void waitsWhileAReachableNodeGetsTheReleaseReady() {
        assertThat(sample.holding("a").preparing().next()).isEqualTo(new Step.Wait(false));
    }

    @Test
    void switchesAllAtOnceWhenEveryReachableNodeHoldsTheRelease() {
        assertThat(sample.holding("a", "b", "c").preparing().next()).isEqualTo(new Step.Switch(Allowed.ALL));
    }

    @Test
    void waitsForHoldersWhileTooFewNodesAreThere() {
        sample.copies = 2;
        assertThat(sample.without("b", "c").holding("a").preparing().next()).isEqualTo(new Step.Wait(true));
    }

    @Test
    void countsACopyOnANodeThatIsNotReachable() {
        sample.copies = 2;
        assertThat(sample.without("b", "c").holding("a", "b").preparing().next()).isEqualTo(new Step.Switch(Allowed.ALL));
    }

    @Test
    void turnsBackNamingWhoIsAwayWhenTooFewNodesTookItInTime() {
        sample.copies = 2;
        Step step = sample.without("b", "c").holding("a").late().preparing().next();
        assertThat(reason(step)).contains("Only 1 of the 2 nodes", "slipway.write-copies", "b, c", "live nowhere");
    }

    @Test
    void turnsBackWhenANodeRefusesTheReleaseBeforeItIsLiveAnywhere() {
        Step step = sample.holding("a", "b").refusing("c").preparing().next();
        assertThat(step).isInstanceOf(Step.TurnBack.class);
        assertThat(reason(step)).contains("c (the disk is full)", "live nowhere");
    }

    @Test
    void goesOnWithoutTheNodeThatRefusesWhereErrorsAreIgnored() {
        sample.ignoresErrors = true;
        assertThat(sample.holding("a", "b").refusing("c").preparing().next()).isEqualTo(new Step.Switch(Allowed.ALL));
    }

    @Test
    void doesNotWaitForTheNodeThatRefusedWhereErrorsAreIgnored() {
        sample.ignoresErrors = true;
        sample.holding("a", "b").refusing("c").acted("a");
        assertThat(sample.switching(Allowed.ALL).next()).isEqualTo(new Step.Wait(false));
        RollOutPlan plan = sample.acted("a", "b").switching(Allowed.ALL);
        assertThat(plan.next()).isEqualTo(new Step.End(false, Optional.empty()));
        assertThat(plan.results()).filteredOn(NodeResult::failed).extracting(NodeResult::node).containsExactly("c");
    }

    @Test
    void turnsBackWhenANodeIsNotReadyInTime() {
        assertThat(reason(sample.holding("a", "b").late().preparing().next())).contains("in time", ": c");
    }

    @Test
    void allowsOneNodeAfterTheOtherWhereItRolls() {
        sample.batch = 1;
        sample.holding("a", "b", "c");
        assertThat(sample.preparing().next()).isEqualTo(new Step.Switch(new Allowed(false, Set.of("a"))));
        assertThat(sample.switching("a").next()).isEqualTo(new Step.Wait(false));
        assertThat(sample.acted("a").switching("a").next())
                .isEqualTo(new Step.Switch(new Allowed(false, Set.of("a", "b"))));
        assertThat(sample.acted("b").switching("a", "b").next())
                .isEqualTo(new Step.Switch(new Allowed(false, Set.of("a", "b", "c"))));
        assertThat(sample.acted("c").switching("a", "b", "c").next()).isEqualTo(new Step.Switch(Allowed.ALL));
        assertThat(sample.switching(Allowed.ALL).next()).isEqualTo(new Step.End(false, Optional.empty()));
    }

    @Test
    void passesOverANodeThatIsNotReachableWhereItRolls() {
        sample.batch = 2;
        sample.holding("a", "b", "c").without("b");
        assertThat(sample.preparing().next()).isEqualTo(new Step.Switch(new Allowed(false, Set.of("a", "c"))));
    }

    @Test
    void goesOnWithTheNextBatchAfterANodeThatIsLateWhereErrorsAreIgnored() {
        sample.batch = 1;
        sample.ignoresErrors = true;
        sample.holding("a", "b", "c").late();
        assertThat(sample.switching("a").next()).isEqualTo(new Step.Switch(new Allowed(false, Set.of("a", "b"))));
        assertThat(sample.switching("a", "b", "c").next()).isEqualTo(new Step.Switch(Allowed.ALL));
        assertThat(sample.switching(Allowed.ALL).next()).isEqualTo(new Step.End(false, Optional.empty()));
    }

    @Test
    void passesOverANodeThatRefusedWhereErrorsAreIgnored() {
        sample.batch = 1;
        sample.ignoresErrors = true;
        sample.holding("b", "c").refusing("a");
        assertThat(sample.preparing().next()).isEqualTo(new Step.Switch(new Allowed(false, Set.of("b"))));
        sample.acted("b", "c");
        assertThat(sample.switching("b", "c").next()).isEqualTo(new Step.Switch(Allowed.ALL));
        assertThat(sample.switching(Allowed.ALL).next()).as("nobody waits for it").isEqualTo(new Step.End(false, Optional.empty()));
    }

    @Test
    void takesAllBackWhenOneCannotMakeItLive() {
        Step step = sample.holding("a", "b", "c").acted("a").failed("b").switching(Allowed.ALL).next();
        assertThat(step).isInstanceOf(Step.TurnBack.class);
        assertThat(reason(step)).contains("b (it is not healthy)", "every node goes back");
    }

    @Test
    void stopsWhereOneFailsAndLeavesTheOthersWhereThatIsWanted() {
        sample.batch = 1;
        sample.returns = false;
        Step step = sample.holding("a", "b", "c").acted("a").failed("b").switching("a", "b").next();
        assertThat(step).isInstanceOfSatisfying(Step.End.class, end -> assertThat(end.partly()).isTrue());
        assertThat(reason(step)).contains("stopped there", "b (it is not healthy)");
    }

    @Test
    void endsWellWhereErrorsAreIgnoredAndTellsOfThemInTheResults() {
        sample.ignoresErrors = true;
        RollOutPlan plan = sample.holding("a", "b", "c").acted("a", "c").failed("b").switching(Allowed.ALL);
        assertThat(plan.next()).isEqualTo(new Step.End(false, Optional.empty()));
        assertThat(plan.results()).filteredOn(NodeResult::failed).extracting(NodeResult::node).containsExactly("b");
    }

    @Test
    void doesNotTurnBackForANodeThatIsLateWhereErrorsAreIgnored() {
        sample.ignoresErrors = true;
        assertThat(sample.holding("a", "b", "c").acted("a", "b").late().switching(Allowed.ALL).next())
                .isEqualTo(new Step.End(false, Optional.empty()));
    }

    @Test
    void whoComesLaterLearnsThatItStoppedPartly() {
        sample.batch = 1;
        sample.returns = false;
        sample.holding("a", "b", "c").acted("a").failed("b");
        Step.End stopped = (Step.End) sample.switching("a", "b").next();
        RollOutPlan over = sample.plan(sample.switching("a", "b").desired().ended(new Allowed(false, Set.of("a", "b")),
                new Desired.Outcome(stopped.partly(), stopped.reason(), false)));
        assertThat(over.next()).isInstanceOfSatisfying(Step.End.class, end -> assertThat(end.partly()).isTrue());
        assertThat(reason(over.next())).contains("b (it is not healthy)");
        RollOutPlan beforeNodesAreKnown = new RollOutPlan(over.desired(), java.util.List.of(), sample.observed, 0);
        assertThat(reason(beforeNodesAreKnown.next())).contains("b (it is not healthy)");
    }

    @Test
    void whatNodesSayLaterDoesNotChangeHowItEnded() {
        RollOutPlan plan = sample.holding("a", "b", "c").acted("a", "b").without("c").switching(Allowed.ALL);
        assertThat(plan.next()).isEqualTo(new Step.End(false, Optional.empty()));
        Desired over = plan.desired().ended(Allowed.ALL, new Desired.Outcome(false, Optional.empty(), false));
        assertThat(sample.failed("c").plan(over).next()).isEqualTo(new Step.End(false, Optional.empty()));
    }

    @Test
    void whatWasToldToOneNodeAloneStaysWhenARollOutIsTakenBackBeforeItBegan() {
        Desired.Standing standing = new Desired.Standing(Optional.of(SampleRollOut.BEFORE), 1);
        Desired preparing = sample.desired(Desired.State.PREPARING, Allowed.NONE).after(standing);
        assertThat(preparing.takenBack(FAILED, 0).since()).isEqualTo(1);
        Desired switching = preparing.at(Desired.State.SWITCHING, Allowed.ALL, 0);
        assertThat(switching.takenBack(FAILED, 0).since()).isEqualTo(preparing.generation() + 1);
        assertThat(EntryText.desired(preparing.project(), EntryText.of(preparing))).isEqualTo(preparing);
    }

    @Test
    void whoComesLaterLearnsThatAllHaveIt() {
        sample.holding("a", "b", "c").acted("a", "b", "c");
        assertThat(sample.plan(sample.desired(Desired.State.DONE, Allowed.ALL)).next())
                .isEqualTo(new Step.End(false, Optional.empty()));
    }

    @Test
    void noNodeLosesWhatItHadBeforeTheClusterWhenTheFirstRollOutIsTakenBackInTime() {
        Desired first = sample.desired(Desired.State.PREPARING, Allowed.NONE);
        Desired nothingBefore = new Desired(first.project(), first.generation(), first.deployment(), first.release(),
                Optional.empty(), first.manner(), first.state(), first.allowed(), first.deadline(), Optional.empty());
        assertThat(nothingBefore.takenBack(FAILED, 0).allowed()).isEqualTo(Allowed.NONE);
        assertThat(first.takenBack(FAILED, 0).allowed()).isEqualTo(Allowed.ALL);
    }

    @Test
    void takesAllBackWhenOneDoesNotActInTime() {
        assertThat(sample.holding("a", "b", "c").acted("a", "b").late().switching(Allowed.ALL).next())
                .isInstanceOf(Step.TurnBack.class);
    }

    @Test
    void aReturnEndsEvenIfANodeDoesNotActInTimeAndKeepsItsFirstReason() {
        Desired back = sample.desired(Desired.State.SWITCHING, Allowed.ALL).takenBack(FAILED, 0);
        RollOutPlan plan = new RollOutPlan(back, members("a", "b"), Map.of(), 1);
        assertThat(plan.next()).isEqualTo(new Step.End(true, Optional.of(FAILED)));
    }

    @Test
    void aReturnBeforeAnythingWasLiveIsOverAtOnce() {
        Desired back = sample.desired(Desired.State.PREPARING, Allowed.NONE).takenBack(FAILED, 0);
        assertThat(new RollOutPlan(back, members("a"), Map.of(), 1).next())
                .isEqualTo(new Step.End(false, Optional.of(FAILED)));
    }

    @Test
    void doesNotTakeWhatANodeDidForAnOlderGeneration() {
        sample.holding("a", "b", "c").acted("a", "b", "c");
        Desired later = sample.desired(Desired.State.SWITCHING, Allowed.ALL).takenBack(FAILED, Long.MAX_VALUE);
        assertThat(new RollOutPlan(later, members("a", "b", "c"), sample.observed, 0).next()).isEqualTo(new Step.Wait(false));
    }

    @Test
    void tellsOfEachNodeHowItTookIt() {
        sample.holding("a", "b").acted("a").refusing("b").without("c");
        assertThat(sample.switching(Allowed.ALL).results()).extracting(NodeResult::node, NodeResult::success)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("a", Optional.of(true)),
                        org.assertj.core.groups.Tuple.tuple("b", Optional.of(false)),
                        org.assertj.core.groups.Tuple.tuple("c", Optional.empty()));
        assertThat(sample.switching(Allowed.ALL).results().get(2).trouble().orElseThrow().message())
                .contains("not reachable");
    }

    @Test
    void aNodeMayHoldTheReleaseBeforeItIsAMember() {
        sample.observed.put("d", Observed.nothing(SampleRollOut.SHOP).holding(NEXT));
        sample.copies = 2;
        assertThat(new RollOutPlan(sample.desired(Desired.State.PREPARING, Allowed.NONE),
                java.util.List.of(member("d", true)), sample.observed, 0).next()).isEqualTo(new Step.Wait(true));
    }
}
