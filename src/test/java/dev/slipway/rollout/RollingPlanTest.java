package dev.slipway.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.rollout.Desired.Allowed;
import dev.slipway.rollout.Desired.Manner;
import dev.slipway.rollout.Desired.State;
import dev.slipway.rollout.RollOutPlan.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RollingPlanTest {
    private static final ProjectName SHOP = new ProjectName("shop");
    private static final DeploymentId NEXT = DeploymentId.next();
    private static final DeploymentId BEFORE = DeploymentId.next();
    private static final long NOW = 1_000;

    private final Map<String, Observed> observed = new HashMap<>();
    private final List<Member> members = new ArrayList<>();

    private void nodes(int count) {
        for (int node = 0; node < count; node++) {
            String name = "node-" + node;
            members.add(new Member(name, name, Optional.empty(), "1", true, 0));
            observed.put(name, new Observed(SHOP, 1, Set.of(BEFORE, NEXT), Optional.of(BEFORE), Map.of(), Optional.empty(), 5));
        }
    }

    private static Desired desired(Manner manner) {
        return new Desired(SHOP, 2, NEXT, Optional.of(NEXT), Optional.of(BEFORE), manner, State.SWITCHING, Allowed.NONE, 2 * NOW,
                Optional.empty());
    }

    private static Manner rolling(int batch, boolean returns) {
        return new Manner(batch, true, false, returns, 0, NOW, false);
    }

    private void acts(String node, Optional<Trouble> trouble) {
        observed.computeIfPresent(node, (name, before) -> before.begun(6).acted(2, Optional.of(NEXT), trouble).said(7));
    }

    private Step next(Desired desired) {
        return new RollOutPlan(desired, members, observed, NOW).next();
    }

    @ParameterizedTest
    @CsvSource({"3, 1", "5, 1", "5, 2", "7, 3", "2, 5"})
    void atNoMomentMoreNodesThanTheBatchAreBeingSwitched(int count, int batch) {
        nodes(count);
        Random random = new Random(17L * count + batch);
        Desired desired = desired(rolling(batch, true));
        Set<String> busy = new TreeSet<>();
        Set<String> done = new TreeSet<>();
        for (Step step = next(desired); !(step instanceof Step.End); step = next(desired)) {
            if (step instanceof Step.Switch more) {
                desired = desired.at(State.SWITCHING, more.allowed(), 2 * NOW);
                members.stream().map(Member::id).filter(more.allowed()::permits).filter(node -> !done.contains(node)).forEach(busy::add);
            } else {
                assertThat(step).isInstanceOf(Step.Wait.class);
                String node = List.copyOf(busy).get(random.nextInt(busy.size()));
                acts(node, Optional.empty());
                busy.remove(node);
                done.add(node);
            }
            assertThat(busy).hasSizeLessThanOrEqualTo(batch);
        }
        assertThat(done).hasSize(count);
        assertThat(next(desired)).isEqualTo(new Step.End(false, Optional.empty()));
    }

    private Desired upToTheSecond(Manner manner) {
        nodes(3);
        Desired desired = desired(manner);
        desired = desired.at(State.SWITCHING, ((Step.Switch) next(desired)).allowed(), 2 * NOW);
        acts("node-0", Optional.empty());
        desired = desired.at(State.SWITCHING, ((Step.Switch) next(desired)).allowed(), 2 * NOW);
        acts("node-1", Optional.of(new Trouble("health-failed", "it is ill")));
        return desired;
    }

    @Test
    void aNodeThatFailsTakesAllBackAndTheRecordTellsWhichItWas() {
        Desired desired = upToTheSecond(rolling(1, true));
        assertThat(new RollOutPlan(desired, members, observed, NOW).results()).extracting(NodeResult::success)
                .containsExactly(Optional.of(true), Optional.of(false), Optional.empty());
        Step step = next(desired);
        assertThat(step).isInstanceOfSatisfying(Step.TurnBack.class,
                back -> assertThat(back.reason().message()).contains("node-1 (it is ill)"));
        Desired back = desired.takenBack(((Step.TurnBack) step).reason(), 2 * NOW);
        assertThat(back.release()).contains(BEFORE);
        assertThat(back.allowed().all()).isTrue();
        assertThat(new RollOutPlan(back, members, observed, NOW).results())
                .allSatisfy(result -> assertThat(result.trouble().orElseThrow().code()).isEqualTo(NodeResult.TAKEN_BACK));
    }

    @Test
    void withStopThoseThatHaveItKeepItAndTheOthersAreNotAsked() {
        Desired desired = upToTheSecond(rolling(1, false));
        Step step = next(desired);
        assertThat(step).isInstanceOfSatisfying(Step.End.class, end -> assertThat(end.partly()).isTrue());
        Desired ended = desired.at(State.DONE, desired.allowed(), 0);
        assertThat(ended.allowed().permits("node-2")).isFalse();
        assertThat(new RollOutPlan(ended, members, observed, NOW).results().get(2).trouble().orElseThrow().message())
                .contains("it stopped before");
    }

    @Test
    void aRestartThatFailsStopsAndTakesNothingBack() {
        Step step = next(upToTheSecond(Manner.restart(1, NOW)));
        assertThat(step).isInstanceOfSatisfying(Step.End.class,
                end -> assertThat(end.reason().orElseThrow().message()).contains("could not restart", "node-1 (it is ill)"));
    }

    @Test
    void aNodeThatIsNotReachableIsPassedOverAndTakesItWhenItIsBack() {
        nodes(3);
        members.set(0, new Member("node-0", "node-0", Optional.empty(), "1", false, 60_000));
        Desired desired = desired(rolling(1, true));
        desired = desired.at(State.SWITCHING, ((Step.Switch) next(desired)).allowed(), 2 * NOW);
        assertThat(desired.allowed().nodes()).containsExactly("node-1");
        acts("node-1", Optional.empty());
        desired = desired.at(State.SWITCHING, ((Step.Switch) next(desired)).allowed(), 2 * NOW);
        acts("node-2", Optional.empty());
        assertThat(next(desired)).isEqualTo(new Step.Switch(Allowed.ALL));
        desired = desired.at(State.SWITCHING, Allowed.ALL, 2 * NOW);
        assertThat(next(desired)).isInstanceOf(Step.End.class);
    }

    @Test
    void whatIsWrittenIsReadAgainAlsoWhereAnEarlierVersionWroteIt() {
        Desired restart = desired(Manner.restart(2, NOW));
        assertThat(EntryText.desired(SHOP, EntryText.of(restart))).isEqualTo(restart);
        nodes(1);
        acts("node-0", Optional.of(new Trouble("hook-failed", "no")));
        Observed said = observed.get("node-0");
        assertThat(EntryText.observed(SHOP, EntryText.of(said))).isEqualTo(said);
        Map<String, Object> earlier = EntryText.object(EntryText.of(said));
        earlier.remove("began");
        assertThat(EntryText.observed(SHOP, EntryText.json(earlier))).isEqualTo(said.begun(0));
        Map<String, Object> older = EntryText.object(EntryText.of(restart));
        older.remove("again");
        assertThat(EntryText.desired(SHOP, EntryText.json(older)).manner().again()).isFalse();
    }
}
