package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentEvent;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Status;
import dev.slipway.release.LiveForm;
import dev.slipway.release.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process is killed at one system call after the other that changes the disk, while it deploys, activates, goes back,
 * lets go and drops; each time the next start finds what was answered for, or what came after it, and nothing half done. At a few calls
 * usually; {@code -Dslipway.test.crashes=many} is at twenty, {@code all} at each of them, which takes hours. A loop that was cut off
 * goes on with {@code -Dslipway.test.crashes.from=N}.
 */
class CrashLoopTest {
    private static final Map<String, Integer> RUNS = Map.of("some", 6, "many", 20, "all", Integer.MAX_VALUE);

    @TempDir
    private Path scratch;

    private DiskFaults faults;

    private LiveForm form = LiveForm.LINK;

    @ParameterizedTest
    @EnumSource
    void whereverAProcessIsKilledTheNextOneFindsEverythingWhole(LiveForm live) throws Exception {
        form = live;
        scratch = scratch.toRealPath();
        faults = DiskFaults.compiled(scratch);
        int calls = callsOfAWholeRun();
        int step = Math.max(1, calls / RUNS.get(DiskFaults.effort()));
        int runs = 0;
        int killed = 0;
        for (int at = Integer.getInteger("slipway.test.crashes.from", 1); at <= calls; at += step) {
            Path home = scratch.resolve("home-" + at);
            List<String> told = DiskFaults.lines(process(home, at, scratch.resolve("total")));
            runs++;
            if (!told.contains("end")) {
                killed++;
            }
            check(home, told, at);
        }
        assertThat(killed).as("runs that were killed").isGreaterThan(runs * 3 / 4);
        System.out.printf("%s: killed in %d of %d runs, at one of %d calls each%n", form, killed, runs, calls);
    }

    private int callsOfAWholeRun() throws Exception {
        Path total = scratch.resolve("calls");
        assertThat(DiskFaults.lines(process(scratch.resolve("whole"), 0, total))).contains("end");
        List<String> counts = Files.readAllLines(total);
        System.out.println("calls below the home: " + String.join(" ", counts));
        return counts.stream().filter(line -> line.startsWith("all=")).mapToInt(line -> Integer.parseInt(line.substring(4)))
                .sum();
    }

    private Process process(Path home, int at, Path total) throws IOException {
        return faults.start(CrashScript.class, Map.of("KILL_AT", String.valueOf(at), "DISK_CALLS", total.toString(),
                "DISK_UNDER", home.toString()), home.toString(), form.name());
    }

    private void check(Path path, List<String> told, int at) throws IOException {
        String when = "killed at call " + at + " after " + told;
        try (HomeServer next = HomeServer.start(path, SyncMode.OFF, form)) {
            Optional<DeploymentId> live = next.releases.live(HomeServer.APP);
            List<Deployment> all = next.recorded();
            assertThat(all).as(when).allMatch(one -> one.status().terminal());
            for (Deployment one : all) {
                assertThat(one.events()).as(when).filteredOn(DeploymentEvent::terminal).hasSize(1);
            }
            next.assertWhole(when);
            List<DeploymentId> answered = told.stream().filter(line -> line.length() == 36).map(DeploymentId::new).toList();
            boolean mayBeDropped = answered.size() == CrashScript.ANSWERED_BEFORE_DROP;
            if (told.contains(CrashScript.DROPPED) && mayBeDropped) {
                assertThat(live).as(when).matches(id -> id.isEmpty() || isAfter(all, id.get(), last(answered)));
            } else if (!answered.isEmpty() && !(mayBeDropped && live.isEmpty())) {
                assertThat(live).as(when).isPresent();
                DeploymentId last = last(answered);
                assertThat(live.get().equals(last) || isAfter(all, live.get(), last)).as(when + ": " + live).isTrue();
                assertThat(all).as(when).anyMatch(one -> one.status() == Status.SUCCESS
                        && one.lineage().release().equals(live.get()));
            }
            assertThat(next.names("staging")).as(when).isEmpty();
            assertThat(next.names("journal")).as(when).isEmpty();
            assertThat(next.names("live")).as(when).hasSize(live.isEmpty() ? 0 : form == LiveForm.LINK ? 1 : 2);
            goesOn(next, when);
            next.letGo();
            assertThat(next.names("payloads")).as(when).hasSizeLessThanOrEqualTo(2)
                    .noneMatch(name -> name.startsWith("."));
            next.assertWhole(when);
        }
    }

    private static DeploymentId last(List<DeploymentId> all) {
        return all.get(all.size() - 1);
    }

    /** What is live was made live by a deployment that began after the last one that was answered for. */
    private static boolean isAfter(List<Deployment> all, DeploymentId live, DeploymentId last) {
        return all.stream().filter(one -> one.lineage().release().equals(live)).anyMatch(
                one -> one.id().compareTo(last) > 0);
    }

    private static void goesOn(HomeServer next, String when) throws IOException {
        Optional<DeploymentId> before = next.releases.live(HomeServer.APP);
        DeploymentId made = next.deploy(true);
        assertThat(next.releases.live(HomeServer.APP)).as(when).contains(made);
        if (before.isPresent()) {
            assertThat(next.rollback()).as(when).isEqualTo(before.get());
        }
    }
}
