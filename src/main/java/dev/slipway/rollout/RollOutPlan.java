package dev.slipway.rollout;

import dev.slipway.rollout.Desired.Allowed;
import dev.slipway.model.DeploymentId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides the next step of a roll-out from what is written, and from nothing else: whoever asks with the same state gets the
 * same answer, so that another node can go on where one died. A value; any thread.
 *
 * @param desired what is being rolled out
 * @param members all nodes, in the order in which they are switched
 * @param observed what they said of the project, by their ids
 * @param now milliseconds by the clock of the records
 */
record RollOutPlan(Desired desired, List<Member> members, Map<String, Observed> observed, long now) {

    /** What is to be done next. */
    sealed interface Step {
        /** Nothing: nodes are at work, or too few hold the content yet. */
        record Wait(boolean forHolders) implements Step {}

        /** These may make it live now. */
        record Switch(Allowed allowed) implements Step {}

        /** All of it is taken back. */
        record TurnBack(Trouble reason) implements Step {}

        /** It is over. @param partly nodes did not take it that should have */
        record End(boolean partly, Optional<Trouble> reason) implements Step {}
    }

    /** The next step. */
    Step next() {
        return switch (desired.state()) {
            case PREPARING -> preparing();
            case SWITCHING -> switching();
            case DONE -> ended();
        };
    }

    private Step preparing() {
        DeploymentId release = desired.release().orElseThrow();
        List<Member> reachable = reachable();
        List<Member> refusing = reachable.stream().filter(node -> refused(node).isPresent()).toList();
        List<Member> busy = reachable.stream().filter(node -> !holds(node, release) && !refusing.contains(node)).toList();
        long holders = members.stream().filter(node -> holds(node, release)).count();
        boolean late = now > desired.deadline();
        if (!refusing.isEmpty() && !desired.manner().ignoresErrors()) {
            return new Step.TurnBack(refused("did not take the release, so it is live nowhere", refusing));
        } else if (!busy.isEmpty() && !late) {
            return new Step.Wait(false);
        } else if (!busy.isEmpty() && !desired.manner().ignoresErrors()) {
            return new Step.TurnBack(refused("did not get the release ready in time, so it is live nowhere", busy));
        } else if (holders < desired.manner().copies()) {
            return late ? new Step.TurnBack(tooFew(holders)) : new Step.Wait(true);
        }
        return new Step.Switch(nextBatch(Set.of()));
    }

    private Trouble tooFew(long holders) {
        return new Trouble("too-few-copies", "Only " + holders + " of the " + desired.manner().copies()
                + " nodes that must hold a release (slipway.write-copies) verified it in time, so it is live nowhere; not"
                + " reachable: " + names(members.stream().filter(node -> !node.reachable()).toList()));
    }

    private Step switching() {
        List<Member> acting = reachable().stream().filter(node -> desired.allowed().permits(node.id())).toList();
        List<Member> failed = acting.stream().filter(node -> trouble(node).isPresent()).toList();
        boolean givenUp = desired.manner().ignoresErrors() && desired.undoes().isEmpty() && desired.allowed().all();
        List<Member> busy = acting.stream().filter(node -> !hasActed(node) && !(givenUp && failed.contains(node))).toList();
        if (!failed.isEmpty() && desired.manner().returns() && !desired.manner().ignoresErrors()) {
            return new Step.TurnBack(named("could not make it live, so every node goes back", failed));
        } else if (!failed.isEmpty() && desired.manner().batch() > 0 && !desired.manner().ignoresErrors()) {
            return new Step.End(true, Optional.of(named("could not " + what() + "; it stopped there", failed)));
        } else if (!busy.isEmpty()) {
            return now > desired.deadline() ? lateIn(busy) : new Step.Wait(false);
        } else if (!desired.allowed().all()) {
            return new Step.Switch(nextBatch(desired.allowed().nodes()));
        }
        if (desired.undoes().isPresent()) {
            return new Step.End(!failed.isEmpty(), desired.undoes());
        }
        return failed.isEmpty() || desired.manner().ignoresErrors() ? new Step.End(false, Optional.empty())
                : new Step.End(true, Optional.of(named("did not " + what(), failed)));
    }

    /** As it ended, for those who were not there. */
    private Step.End ended() {
        return desired.outcome().map(how -> new Step.End(how.partly(), how.reason())).orElse(new Step.End(false, desired.undoes()));
    }

    private Step lateIn(List<Member> busy) {
        if (desired.manner().ignoresErrors() && desired.undoes().isEmpty()) {
            return desired.allowed().all() ? new Step.End(false, Optional.empty())
                    : new Step.Switch(nextBatch(desired.allowed().nodes()));
        }
        Trouble reason = named("did not " + what() + " in time", busy);
        return desired.manner().returns() ? new Step.TurnBack(reason)
                : new Step.End(true, Optional.of(desired.undoes().orElse(reason)));
    }

    private String what() {
        return desired.manner().again() ? "restart" : "make it live";
    }

    /** Those that are not reachable come when they are back; those that refused it, when they have it: they would be waited for in vain. */
    private Allowed nextBatch(Set<String> before) {
        int batch = desired.manner().batch();
        boolean passedOver = desired.manner().ignoresErrors() && desired.undoes().isEmpty();
        List<Member> left = reachable().stream().filter(node -> !before.contains(node.id()))
                .filter(node -> !passedOver || refused(node).isEmpty()).toList();
        if (batch == 0 || left.isEmpty()) {
            return Allowed.ALL;
        }
        Set<String> allowed = new HashSet<>(before);
        left.stream().limit(batch).forEach(node -> allowed.add(node.id()));
        return new Allowed(false, allowed);
    }

    private List<Member> reachable() {
        return members.stream().filter(Member::reachable).toList();
    }

    private Optional<Observed> said(Member node) {
        return Optional.ofNullable(observed.get(node.id()));
    }

    private boolean holds(Member node, DeploymentId release) {
        return said(node).map(said -> said.holds(release)).orElse(false);
    }

    /** Why it could not get ready what this generation wants. */
    private Optional<Trouble> refused(Member node) {
        return said(node).map(said -> said.refused().get(desired.attempt()));
    }

    private boolean hasActed(Member node) {
        return said(node).map(said -> said.generation() >= desired.generation()).orElse(false);
    }

    /** Why it did not make it live; getting it ready is part of that here. */
    private Optional<Trouble> trouble(Member node) {
        return refused(node).filter(why -> !hasActed(node)).or(() -> said(node).filter(said -> said.generation() == desired.generation())
                .flatMap(Observed::trouble));
    }

    /** How each node took it, so far. */
    List<NodeResult> results() {
        List<NodeResult> all = new ArrayList<>();
        for (Member node : members) {
            all.add(result(node));
        }
        return all;
    }

    private NodeResult result(Member node) {
        Optional<Trouble> trouble = trouble(node)
                .or(() -> desired.state() == Desired.State.PREPARING ? refused(node) : Optional.empty());
        boolean undone = desired.undoes().isPresent() && (node.reachable() || hasActed(node));
        if (trouble.isPresent() || undone) {
            return NodeResult.of(node, Optional.of(false), trouble.or(() -> desired.undoes().map(why ->
                    new Trouble(NodeResult.TAKEN_BACK, "Nothing new is live here: " + why.message()))), saidOfThis(node));
        } else if (hasActed(node)) {
            return NodeResult.of(node, Optional.of(true), Optional.empty(), saidOfThis(node));
        }
        boolean stopped = desired.state() == Desired.State.DONE && !desired.allowed().permits(node.id());
        String why = stopped ? "was not reached: it stopped before" : node.reachable() ? "has not answered yet"
                : "is not reachable; it gets the release when it is back";
        return NodeResult.of(node, Optional.empty(), Optional.of(new Trouble("unknown", "The node " + why)), saidOfThis(node));
    }

    /** What it said before belongs to another deployment. */
    private Optional<Observed> saidOfThis(Member node) {
        return said(node).filter(said -> said.generation() == desired.generation());
    }

    private Trouble refused(String what, List<Member> nodes) {
        return named(what, nodes.stream().collect(Collectors.toMap(node -> node, this::refused)));
    }

    private Trouble named(String what, List<Member> nodes) {
        return named(what, nodes.stream().collect(Collectors.toMap(node -> node, this::trouble)));
    }

    private static Trouble named(String what, Map<Member, Optional<Trouble>> nodes) {
        String told = nodes.entrySet().stream()
                .map(node -> node.getKey().name() + node.getValue().map(why -> " (" + why.message() + ")").orElse(""))
                .sorted().collect(Collectors.joining(", "));
        String code = nodes.values().stream().flatMap(Optional::stream).map(Trouble::code).findFirst().orElse("peer-failed");
        return new Trouble(code, "Nodes that " + what + ": " + told);
    }

    private static String names(List<Member> nodes) {
        return nodes.isEmpty() ? "none" : nodes.stream().map(Member::name).sorted().collect(Collectors.joining(", "));
    }
}
