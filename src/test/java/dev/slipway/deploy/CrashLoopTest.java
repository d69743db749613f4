package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentEvent;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Status;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import dev.slipway.release.Children;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed at one system call after the other that changes the disk, while it deploys, activates, goes back and
 * lets go; each time the next start finds what was answered for, or what came after it, and nothing half done. At a few calls
 * usually; {@code -Dslipway.test.crashes=many} is at eighty, {@code all} at each of them, which takes a quarter of an hour.
 */
class CrashLoopTest {
    private static final Map<String, Integer> RUNS = Map.of("some", 12, "many", 80, "all", Integer.MAX_VALUE);

    @TempDir
    private Path scratch;

    private Path library;

    @Test
    void whereverAProcessIsKilledTheNextOneFindsEverythingWhole() throws Exception {
        library = compiled();
        int calls = callsOfAWholeRun();
        int step = Math.max(1, calls / RUNS.get(System.getProperty("slipway.test.crashes", "some")));
        int runs = 0;
        int killed = 0;
        for (int at = 1; at <= calls; at += step) {
            Path home = scratch.resolve("home-" + at);
            List<String> told = lines(process(home, at, scratch.resolve("total")));
            runs++;
            if (!told.contains("end")) {
                killed++;
            }
            check(home, told, at);
        }
        assertThat(killed).as("runs that were killed").isGreaterThan(runs * 3 / 4);
        System.out.printf("killed in %d of %d runs, at one of %d system calls each%n", killed, runs, calls);
    }

    /** Skips the test without a C compiler, or fails it with {@code -Dslipway.test.compiler=required}. */
    private Path compiled() throws Exception {
        Path made = scratch.resolve("kill-at.so");
        int status = -1;
        try {
            status = new ProcessBuilder("gcc", "-shared", "-fPIC", "-O1", "-o", made.toString(), "src/test/c/kill-at.c",
                    "-ldl").inheritIO().start().waitFor();
        } catch (IOException e) {
            assumeTrue("required".equals(System.getProperty("slipway.test.compiler")), "gcc is not installed");
        }
        assertThat(status).as("gcc").isZero();
        return made;
    }

    private int callsOfAWholeRun() throws Exception {
        Path total = scratch.resolve("calls");
        assertThat(lines(process(scratch.resolve("whole"), 0, total))).contains("end");
        return Integer.parseInt(Files.readString(total).strip());
    }

    private Process process(Path home, int at, Path total) throws IOException {
        List<String> java = Children.java(CrashScript.class, home.toString());
        java.add(1, "-XX:-UsePerfData");
        ProcessBuilder builder = new ProcessBuilder(java).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(Map.of("LD_PRELOAD", library.toString(), "KILL_AT", String.valueOf(at),
                "KILL_AT_TOTAL", total.toString()));
        return builder.start();
    }

    private static List<String> lines(Process process) throws Exception {
        List<String> lines = new ArrayList<>();
        try (var out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
            }
        }
        process.waitFor();
        return lines;
    }

    private static void check(Path path, List<String> told, int at) throws IOException {
        String when = "killed at call " + at + " after " + told;
        try (CrashScript next = new CrashScript(path)) {
            Optional<DeploymentId> live = next.releases.live(CrashScript.APP);
            List<Deployment> all = next.records.list(Filter.ALL, Records.MAX_PAGE, 0).deployments().stream()
                    .map(stored -> next.records.get(stored.deployment().id()).orElseThrow().deployment()).toList();
            assertThat(all).as(when).allMatch(one -> one.status().terminal());
            for (Deployment one : all) {
                assertThat(one.events()).as(when).filteredOn(DeploymentEvent::terminal).hasSize(1);
            }
            assertWhole(next, when);
            long answered = told.stream().filter(line -> line.length() == 36).count();
            if (answered > 0) {
                assertThat(live).as(when).isPresent();
                DeploymentId last = new DeploymentId(told.get((int) answered - 1));
                assertThat(live.get().equals(last) || isAfter(all, live.get(), last)).as(when + ": " + live).isTrue();
                assertThat(all).as(when).anyMatch(one -> one.status() == Status.SUCCESS
                        && one.lineage().release().equals(live.get()));
            }
            assertThat(names(path, "staging")).as(when).isEmpty();
            assertThat(names(path, "journal")).as(when).isEmpty();
            goesOn(next, when);
            next.letGo();
            assertThat(names(path, "payloads")).as(when).hasSizeLessThanOrEqualTo(2)
                    .noneMatch(name -> name.startsWith("."));
            assertWhole(next, when);
        }
    }

    /** What is live was made live by a deployment that began after the last one that was answered for. */
    private static boolean isAfter(List<Deployment> all, DeploymentId live, DeploymentId last) {
        return all.stream().filter(one -> one.lineage().release().equals(live)).anyMatch(
                one -> one.id().compareTo(last) > 0);
    }

    private static void assertWhole(CrashScript next, String when) throws IOException {
        for (DeploymentId release : next.releases.kept(CrashScript.APP)) {
            Path tree = next.releases.releasePath(CrashScript.APP, release);
            for (int i = 0; i < CrashScript.FILES; i++) {
                assertThat(tree.resolve("d" + i + "/file")).as(when).hasContent(release.value());
            }
        }
    }

    private static void goesOn(CrashScript next, String when) throws IOException {
        Optional<DeploymentId> before = next.releases.live(CrashScript.APP);
        DeploymentId made = next.deploy(true);
        assertThat(next.releases.live(CrashScript.APP)).as(when).contains(made);
        if (before.isPresent()) {
            assertThat(next.rollback()).as(when).isEqualTo(before.get());
        }
    }

    private static List<String> names(Path home, String directory) throws IOException {
        try (Stream<Path> children = Files.list(home.resolve(directory))) {
            return children.map(child -> child.getFileName().toString()).toList();
        }
    }
}
