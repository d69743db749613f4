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
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed at one system call after the other that changes the disk, while it deploys, activates, goes back and
 * lets go; each time the next start finds what was answered for, or what came after it, and nothing half done. At a few calls
 * usually; {@code -Dslipway.test.crashes=many} is at sixty, {@code all} at each of them, which takes an hour.
 */
class CrashLoopTest {
    private static final Path STRACE = Path.of("/usr/bin/strace");
    private static final String CALLS = "rename,renameat,renameat2,mkdir,mkdirat,unlink,unlinkat,rmdir,symlink,symlinkat,"
            + "link,linkat,chmod,fchmod,fchmodat,ftruncate,write,pwrite64,fsync,fdatasync";
    private static final Map<String, Integer> RUNS = Map.of("some", 8, "many", 60, "all", Integer.MAX_VALUE);

    @TempDir
    private Path scratch;

    @Test
    void whereverAProcessIsKilledTheNextOneFindsEverythingWhole() throws Exception {
        boolean required = "required".equals(System.getProperty("slipway.test.strace"));
        assumeTrue(required || Files.isExecutable(STRACE), "strace is not installed");
        List<Call> calls = callsOfAWholeRun();
        int step = Math.max(1, calls.size() / RUNS.get(System.getProperty("slipway.test.crashes", "some")));
        int runs = 0;
        int killed = 0;
        for (int at = 0; at < calls.size(); at += step) {
            Path home = scratch.resolve("home-" + at);
            List<String> told = run(home, calls.get(at));
            runs++;
            if (!told.contains("end")) {
                killed++;
            }
            check(home, told, calls.get(at));
        }
        assertThat(killed).as("runs that were killed").isGreaterThan(runs / 2);
        System.out.printf("killed in %d of %d runs; %d system calls%n", killed, runs, calls.size());
    }

    /** The n-th call of one kind by one thread: strace counts for each kind and thread. */
    private record Call(String kind, int number) {}

    private List<Call> callsOfAWholeRun() throws Exception {
        Path log = scratch.resolve("calls");
        Process process = new ProcessBuilder(command(scratch.resolve("whole"),
                List.of("-ff", "-o", log.toString()))).redirectErrorStream(true).start();
        assertThat(lines(process)).contains("end");
        Map<String, Integer> most = new TreeMap<>();
        try (Stream<Path> logs = Files.list(scratch)) {
            for (Path one : logs.filter(path -> path.getFileName().toString().startsWith("calls")).toList()) {
                Map<String, Integer> counts = new TreeMap<>();
                for (String line : Files.readAllLines(one)) {
                    if (line.indexOf('(') > 0 && !line.startsWith("+++")) {
                        counts.merge(line.substring(0, line.indexOf('(')), 1, Integer::sum);
                    }
                }
                counts.forEach((kind, count) -> most.merge(kind, count, Math::max));
            }
        }
        List<Call> calls = new ArrayList<>();
        most.forEach((kind, count) -> IntStream.rangeClosed(1, count).forEach(n -> calls.add(new Call(kind, n))));
        return calls;
    }

    private static List<String> run(Path home, Call call) throws Exception {
        return lines(new ProcessBuilder(command(home, List.of("-f", "-o", "/dev/null", "-e",
                "inject=" + call.kind() + ":signal=KILL:when=" + call.number())))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start());
    }

    /** Without {@code --seccomp-bpf}, under which strace 6.1 counts calls and delivers no signal. */
    private static List<String> command(Path home, List<String> options) {
        List<String> command = new ArrayList<>(List.of(STRACE.toString(), "-f", "-qq", "-e",
                "trace=" + CALLS));
        command.addAll(options);
        List<String> java = Children.java(CrashScript.class, home.toString());
        java.add(1, "-XX:-UsePerfData");
        command.addAll(java);
        return command;
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

    private static void check(Path path, List<String> told, Call at) throws IOException {
        String when = "killed at " + at + " after " + told;
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
