package dev.slipway.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.DeploymentId;
import dev.slipway.rollout.Desired.Allowed;
import dev.slipway.rollout.Desired.Manner;
import dev.slipway.rollout.Desired.State;
import dev.slipway.rollout.RollOutPlan.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Roll-outs on nodes that are slow, refuse, fail, go away and come back, one random event after the other: each ends, and
 * never has more nodes at work at the same time than it may, nor anything live before enough nodes hold it.
 */
class RollOutSimulationTest {
    private static final int ROLL_OUTS = 2000;
    private static final int MOST_EVENTS = 2000;

    private final Map<String, Observed> observed = new HashMap<>();
    private final Set<String> away = new HashSet<>();
    private Random random = new Random();
    private List<String> names = List.of();
    private Desired desired = new SampleRollOut().desired(State.PREPARING, Allowed.NONE);
    private long now;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyRollOutEnds(long seed) {
        random = new Random(seed);
        int done = 0;
        int back = 0;
        for (int number = 0; number < ROLL_OUTS; number++) {
            start();
            Step.End end = rollOut();
            boolean undone = desired.undoes().isPresent();
            if (end.reason().isEmpty() && desired.manner().ignoresErrors()) {
                assertThat(end.partly()).isFalse();
                assertThat(desired.allowed().all()).as("no node begins after the end: " + desired).isTrue();
            } else if (end.reason().isEmpty()) {
                done++;
                assertThat(live()).as(desired.toString()).containsOnly(Optional.of(SampleRollOut.NEXT));
            } else if (undone) {
                back++;
                assertThat(live()).as(desired.toString()).doesNotContain(Optional.of(SampleRollOut.NEXT));
            }
        }
        assertThat(done).isGreaterThan(ROLL_OUTS / 10);
        assertThat(back).isGreaterThan(ROLL_OUTS / 10);
    }

    private void start() {
        observed.clear();
        away.clear();
        now = 0;
        names = List.of("a", "b", "c", "d", "e").subList(0, 1 + random.nextInt(5));
        for (String name : names) {
            observed.put(name, Observed.nothing(SampleRollOut.SHOP)
                    .acted(SampleRollOut.GENERATION - 1, Optional.of(SampleRollOut.BEFORE), Optional.empty()));
        }
        Manner manner = new Manner(random.nextInt(4), true, random.nextInt(6) == 0, random.nextBoolean(),
                1 + random.nextInt(names.size()), 100, false);
        desired = new Desired(SampleRollOut.SHOP, SampleRollOut.GENERATION, SampleRollOut.NEXT, Optional.of(SampleRollOut.NEXT),
                Optional.of(SampleRollOut.BEFORE), manner, State.PREPARING, Allowed.NONE, 100, Optional.empty());
    }

    /** What is live on nodes that are reachable and have not said why not. */
    private List<Optional<DeploymentId>> live() {
        return names.stream().filter(name -> !away.contains(name)).map(observed::get)
                .filter(said -> said.trouble().isEmpty() && said.generation() == desired.generation()).map(Observed::live)
                .toList();
    }

    private Step.End rollOut() {
        for (int event = 0; event < MOST_EVENTS; event++) {
            now += random.nextInt(5);
            somethingHappens(names.get(random.nextInt(names.size())));
            Step step = new RollOutPlan(desired, members(), observed, now).next();
            if (step instanceof Step.End end) {
                return end;
            } else if (step instanceof Step.Switch to) {
                allow(to.allowed());
            } else if (step instanceof Step.TurnBack back) {
                assertThat(desired.undoes()).as("a return is not taken back").isEmpty();
                desired = desired.takenBack(back.reason(), now + 100);
            }
        }
        throw new AssertionError("it does not end: " + desired + " " + observed);
    }

    private void allow(Allowed allowed) {
        if (desired.state() == State.PREPARING) {
            long holders = observed.values().stream().filter(said -> said.holds(SampleRollOut.NEXT)).count();
            assertThat(holders).isGreaterThanOrEqualTo(desired.manner().copies());
        }
        if (desired.manner().batch() > 0 && !allowed.all()) {
            long working = allowed.nodes().stream().filter(name -> !away.contains(name))
                    .filter(name -> observed.get(name).generation() < desired.generation()).count();
            assertThat(working).isLessThanOrEqualTo(desired.manner().batch());
        }
        desired = desired.at(State.SWITCHING, allowed, now + 100);
    }

    private List<Member> members() {
        List<Member> all = new ArrayList<>();
        names.forEach(name -> all.add(SampleRollOut.member(name, !away.contains(name))));
        return all;
    }

    private void somethingHappens(String node) {
        Observed said = observed.get(node);
        boolean here = !away.contains(node);
        switch (random.nextInt(20)) {
            case 0 -> {
                if (!node.equals("a")) { // who leads it is there
                    away.add(node);
                }
            }
            case 1, 2 -> away.remove(node);
            case 3 -> {
                if (here && !said.holds(SampleRollOut.NEXT)) {
                    observed.put(node, said.refusing(desired.attempt(), SampleRollOut.FAILED));
                }
            }
            case 4, 5, 6, 7, 8 -> {
                if (here) {
                    observed.put(node, said.holding(SampleRollOut.NEXT).obeying(desired.attempt()));
                }
            }
            default -> {
                if (here && desired.state() != State.PREPARING && desired.allowed().permits(node)
                        && said.generation() < desired.generation()) {
                    act(node, said);
                }
            }
        }
    }

    private void act(String node, Observed said) {
        boolean good = desired.undoes().isPresent() || said.holds(SampleRollOut.NEXT) && random.nextInt(8) > 0;
        observed.put(node, said.acted(desired.generation(), good ? desired.release() : said.live(),
                good ? Optional.empty() : Optional.of(SampleRollOut.FAILED)));
    }
}
