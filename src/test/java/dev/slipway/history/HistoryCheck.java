package dev.slipway.history;

import dev.slipway.history.Call.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds what must not be in a history: an acknowledged deployment that was lost, one that is live though it was refused, two
 * latest ones, a generation that went back, nodes that differ in the end, a tree that is none of those that were sent, a record
 * that says other than the answer. Made for one history.
 */
public final class HistoryCheck {
    private final History history;
    private final List<String> faults = new ArrayList<>();

    private HistoryCheck(History history) {
        this.history = history;
    }

    /** All faults, each as a sentence; none for a good history. */
    public static List<String> faults(History history) {
        HistoryCheck check = new HistoryCheck(history);
        for (String project : check.projects()) {
            check.equalEnds(project);
            check.nothingLost(project);
            check.nothingGoesBack(project);
            check.oneLatest(project);
            check.generationsRise(project);
        }
        check.nothingMixed();
        check.recordsFit();
        return List.copyOf(check.faults);
    }

    private Set<String> projects() {
        Set<String> projects = new TreeSet<>();
        history.calls().forEach(call -> projects.add(call.project()));
        return projects;
    }

    private List<Call> calls(String project) {
        return history.calls().stream().filter(call -> call.project().equals(project)).toList();
    }

    private List<Seen> ends(String project) {
        return history.ends().stream().filter(seen -> seen.project().equals(project)).toList();
    }

    private List<Told> told(String project) {
        return history.told().stream().filter(told -> told.project().equals(project)).toList();
    }

    private void fault(String text, Object... values) {
        faults.add(String.format(text, values));
    }

    private void equalEnds(String project) {
        List<Seen> ends = ends(project);
        if (ends.isEmpty()) {
            fault("%s: nobody looked what is live in the end", project);
            return;
        }
        Seen first = ends.get(0);
        for (Seen end : ends) {
            if (!end.live().equals(first.live())) {
                fault("%s: in the end %s has %s and %s has %s", project, first.node(), first.live(), end.node(), end.live());
            } else if (!end.digest().equals(first.digest())) {
                fault("%s: in the end %s and %s have other files of %s", project, first.node(), end.node(), end.live());
            }
        }
    }

    private void nothingLost(String project) {
        List<Call> calls = calls(project);
        for (Seen end : ends(project)) {
            for (Call call : calls) {
                if (call.outcome() == Outcome.ACKNOWLEDGED && !call.makesLive(end.live()) && calls.stream().noneMatch(
                        later -> later.outcome() != Outcome.REFUSED && later.makesLive(end.live()) && later.mayFollow(call))) {
                    fault("%s: %s was acknowledged and nothing followed it, but %s has %s", project, call.release(), end.node(),
                            end.live());
                }
            }
            if (end.live().isPresent() && calls.stream()
                    .noneMatch(call -> call.outcome() != Outcome.REFUSED && call.makesLive(end.live()))) {
                fault("%s: in the end %s has %s, which was refused or never asked for", project, end.node(), end.live());
            }
        }
    }

    /** On nodes that had it when it was acknowledged. */
    private void nothingGoesBack(String project) {
        List<Call> calls = calls(project);
        for (Call call : calls) {
            for (Seen seen : history.seen()) {
                boolean concerned = seen.project().equals(project) && call.outcome() == Outcome.ACKNOWLEDGED
                        && seen.at() > call.endedAt() && call.took().contains(seen.home());
                if (concerned && !call.makesLive(seen.live()) && calls.stream()
                        .noneMatch(other -> other.makesLive(seen.live()) && other.mayFollow(call))) {
                    fault("%s: %s had %s after %s was acknowledged there", project, seen.node(), seen.live(), call.release());
                }
            }
        }
    }

    private void oneLatest(String project) {
        Map<Long, Optional<String>> latest = new HashMap<>();
        for (Told told : told(project)) {
            Optional<String> first = latest.computeIfAbsent(told.generation(), generation -> told.release());
            if (!first.equals(told.release())) {
                fault("%s: generation %d was %s and %s", project, told.generation(), first, told.release());
            }
        }
    }

    private void generationsRise(String project) {
        long latest = 0;
        Map<String, Long> nodes = new HashMap<>();
        for (Told told : told(project)) {
            if (told.generation() < latest) {
                fault("%s: generation %d came after %d", project, told.generation(), latest);
            }
            latest = told.generation();
            told.nodes().forEach((home, generation) -> {
                Long before = nodes.put(home, generation);
                if (before != null && before > generation) {
                    fault("%s: %s went back from generation %d to %d", project, home, before, generation);
                }
            });
        }
    }

    private void nothingMixed() {
        List<Seen> all = new ArrayList<>(history.seen());
        all.addAll(history.ends());
        for (Seen seen : all) {
            if (seen.live().isPresent() && seen.digest().isPresent()
                    && !Objects.equals(history.contents().get(seen.live().get()), seen.digest().get())) {
                fault("%s: %s had %s with other files than were sent", seen.project(), seen.node(), seen.live().get());
            }
        }
    }

    private void recordsFit() {
        for (Call call : history.calls()) {
            String status = history.records().getOrDefault(call.release(), "none");
            boolean running = !Set.of("none", "success", "failed", "cancelled", "rolled_back").contains(status);
            boolean live = history.ends().stream().anyMatch(end -> call.makesLive(end.live()));
            if (!call.deploys()) {
                continue;
            } else if (running) {
                fault("%s: the record of %s never ended: %s", call.project(), call.release(), status);
            } else if ((call.outcome() == Outcome.ACKNOWLEDGED || live) && !status.equals("success")) {
                fault("%s: %s is live or was, and its record says %s", call.project(), call.release(), status);
            } else if (call.outcome() == Outcome.REFUSED && status.equals("success")) {
                fault("%s: %s was refused, and its record says success", call.project(), call.release());
            }
        }
    }
}
