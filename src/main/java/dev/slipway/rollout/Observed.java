package dev.slipway.rollout;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one node has of one project, as it says itself.
 *
 * @param generation the last one on which it acted
 * @param held releases that it has complete and verified
 * @param live what is live there
 * @param refused why it could not get a release ready, by the attempt for which it was to
 * @param trouble why it did not make live what that generation says; empty when it did
 * @param at when it said so, in milliseconds by the clock of the records
 * @param began when it began with that generation; 0 where it is not known
 */
record Observed(ProjectName project, long generation, Set<DeploymentId> held, Optional<DeploymentId> live,
        Map<String, Trouble> refused, Optional<Trouble> trouble, long at, long began) {
    /** Of which it is not known when it began. */
    Observed(ProjectName project, long generation, Set<DeploymentId> held, Optional<DeploymentId> live,
            Map<String, Trouble> refused, Optional<Trouble> trouble, long at) {
        this(project, generation, held, live, refused, trouble, at, 0);
    }

    Observed {
        held = Set.copyOf(held);
        refused = Map.copyOf(refused);
    }

    static Observed nothing(ProjectName project) {
        return new Observed(project, 0, Set.of(), Optional.empty(), Map.of(), Optional.empty(), 0);
    }

    boolean holds(DeploymentId release) {
        return held.contains(release);
    }

    /** It holds exactly these and this is live, as the disk says. */
    Observed on(Set<DeploymentId> kept, Optional<DeploymentId> nowLive) {
        return new Observed(project, generation, kept, nowLive, refused, trouble, at, began);
    }

    Observed holding(DeploymentId release) {
        Set<DeploymentId> all = new HashSet<>(held);
        all.add(release);
        return new Observed(project, generation, all, live, refused, trouble, at, began);
    }

    /** It has what an attempt wants after all. */
    Observed obeying(String attempt) {
        Map<String, Trouble> others = new HashMap<>(refused);
        others.remove(attempt);
        return new Observed(project, generation, held, live, others, trouble, at, began);
    }

    Observed refusing(String attempt, Trouble why) {
        Map<String, Trouble> all = new HashMap<>(refused);
        all.put(attempt, why);
        return new Observed(project, generation, held, live, all, trouble, at, began);
    }

    /** What was said to other attempts is over. */
    Observed amid(Set<String> attempts) {
        Map<String, Trouble> mine = new HashMap<>(refused);
        mine.keySet().retainAll(attempts);
        return new Observed(project, generation, held, live, mine, trouble, at, began);
    }

    /** It has done, or tried to do, what a generation says. */
    Observed acted(long on, Optional<DeploymentId> nowLive, Optional<Trouble> failed) {
        return new Observed(project, on, held, nowLive, refused, failed, at, began);
    }

    /** When it began with what it acts on now. */
    Observed begun(long time) {
        return new Observed(project, generation, held, live, refused, trouble, at, time);
    }

    Observed said(long time) {
        return new Observed(project, generation, held, live, refused, trouble, time, began);
    }

    /** Whether anything but the times differs. */
    boolean differs(Observed other) {
        return !said(0).begun(0).equals(other.said(0).begun(0));
    }
}
