package dev.slipway.rollout;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.rollout.Desired.Allowed;
import dev.slipway.rollout.Desired.Manner;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A roll-out to the nodes a, b and c, whose names are their ids, at a moment that a test describes. */
final class SampleRollOut {
    static final ProjectName SHOP = new ProjectName("shop");
    static final DeploymentId BEFORE = DeploymentId.next();
    static final DeploymentId NEXT = DeploymentId.next();
    static final Trouble FAILED = new Trouble("health-failed", "it is not healthy");
    static final long GENERATION = 7;
    static final long DEADLINE = 1000;

    final Map<String, Observed> observed = new HashMap<>();
    private final Set<String> away = new HashSet<>();
    int batch;
    int copies = 1;
    boolean ignoresErrors;
    boolean returns = true;
    private long now;

    static Member member(String name, boolean reachable) {
        return new Member(name, name, Optional.of(URI.create("http://" + name)), "1", reachable, 0);
    }

    static List<Member> members(String... names) {
        List<Member> all = new ArrayList<>();
        for (String name : names) {
            all.add(member(name, true));
        }
        return all;
    }

    private Observed said(String node) {
        return observed.getOrDefault(node, Observed.nothing(SHOP));
    }

    SampleRollOut holding(String... nodes) {
        for (String node : nodes) {
            observed.put(node, said(node).holding(NEXT));
        }
        return this;
    }

    SampleRollOut refusing(String node) {
        observed.put(node, said(node).refusing(Long.toString(GENERATION), new Trouble("no-space", "the disk is full")));
        return this;
    }

    SampleRollOut acted(String... nodes) {
        for (String node : nodes) {
            observed.put(node, said(node).acted(GENERATION, Optional.of(NEXT), Optional.empty()));
        }
        return this;
    }

    SampleRollOut failed(String node) {
        observed.put(node, said(node).acted(GENERATION, Optional.of(BEFORE), Optional.of(FAILED)));
        return this;
    }

    SampleRollOut without(String... nodes) {
        away.addAll(List.of(nodes));
        return this;
    }

    SampleRollOut late() {
        now = DEADLINE + 1;
        return this;
    }

    RollOutPlan preparing() {
        return plan(desired(Desired.State.PREPARING, Allowed.NONE));
    }

    RollOutPlan switching(String... allowed) {
        return switching(new Allowed(false, Set.of(allowed)));
    }

    RollOutPlan switching(Allowed allowed) {
        return plan(desired(Desired.State.SWITCHING, allowed));
    }

    Desired desired(Desired.State state, Allowed allowed) {
        Manner manner = new Manner(batch, batch > 0, ignoresErrors, returns, copies, DEADLINE, false);
        return new Desired(SHOP, GENERATION, NEXT, Optional.of(NEXT), Optional.of(BEFORE), manner, state, allowed, DEADLINE,
                Optional.empty());
    }

    RollOutPlan plan(Desired desired) {
        List<Member> all = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            all.add(member(name, !away.contains(name)));
        }
        return new RollOutPlan(desired, all, observed, now);
    }
}
