package dev.slipway.cli;

import dev.slipway.archive.DanglingLinks;
import dev.slipway.archive.PackingProblem;
import dev.slipway.archive.TreeSurvey;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is to be said of single entries of a directory: as lines for people, and as values for JSON. */
final class EntryLines {
    private EntryLines() {}

    /**
     * Prints problems, one a line, those with the same remedy together and the remedy behind them.
     *
     * @param omitted how many more there are
     */
    static void print(PrintStream err, List<PackingProblem> problems, long omitted) {
        Map<String, List<PackingProblem>> groups = new LinkedHashMap<>();
        problems.forEach(problem -> groups.computeIfAbsent(problem.remedy(), r -> new ArrayList<>()).add(problem));
        groups.forEach((remedy, group) -> {
            group.forEach(problem -> err.println("  " + Report.safe(problem.entry() + ": " + problem.text())));
            err.println("    " + Report.safe(remedy));
        });
        if (omitted > 0) {
            err.println("  and " + Figures.count(omitted) + " more");
        }
    }

    /** Each as {@code {entry, code, problem, remedy}}, and where it is a limit {@code limit, allowed, seen}. */
    static List<Map<String, Object>> fields(List<PackingProblem> problems) {
        return problems.stream().map(EntryLines::fields).toList();
    }

    private static Map<String, Object> fields(PackingProblem problem) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("entry", problem.entry());
        fields.put("code", problem.reason().code());
        fields.put("problem", problem.text());
        fields.put("remedy", problem.remedy());
        if (problem.limit() != null) {
            fields.put("limit", problem.limit().knob());
            fields.put("allowed", problem.limit().allowed());
            fields.put("seen", problem.limit().seen());
        }
        return fields;
    }

    /** Prints the links that lead nowhere, if there are any, and what becomes of them. */
    static void printDangling(PrintStream err, TreeSurvey survey, DanglingLinks treatment) {
        if (survey.dangling().isEmpty()) {
            return;
        }
        err.println("slipway: warning: " + dangling(treatment) + ":");
        survey.dangling().forEach(link -> err.println("  " + Report.safe(link.entry() + " -> " + link.target())));
        if (survey.moreDangling() > 0) {
            err.println("  and " + Figures.count(survey.moreDangling()) + " more");
        }
    }

    /** Each as {@code {entry, target, warning}}. */
    static List<Map<String, Object>> danglingFields(TreeSurvey survey, DanglingLinks treatment) {
        return survey.dangling().stream().map(link -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("entry", link.entry());
            fields.put("target", link.target());
            fields.put("warning", dangling(treatment));
            return fields;
        }).toList();
    }

    private static String dangling(DanglingLinks treatment) {
        return treatment == DanglingLinks.SKIP ? "links to nothing are left out" : "links to nothing are kept";
    }
}
