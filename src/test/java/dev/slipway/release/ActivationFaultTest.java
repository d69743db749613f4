package dev.slipway.release;

import static dev.slipway.release.Trees.APP;
import static dev.slipway.release.Trees.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.DeploymentId;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.FaultyDisk.Crash;
import dev.slipway.release.FaultyDisk.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One fault at the n-th step on the disk, for every n there is. */
class ActivationFaultTest {
    /** No run has as many steps. */
    private static final int ENDLESS = 200;

    /** Hundreds of expected failures are of no interest. */
    private static final Logger LOG = Logger.getLogger("dev.slipway.release");

    @BeforeAll
    static void silence() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        LOG.setLevel(null);
    }

    @TempDir
    private Path scratch;

    enum Scenario {
        FIRST(LiveForm.LINK) {
            @Override
            Optional<DeploymentId> prepare(HomeDirectory home) {
                return Optional.empty();
            }
        },
        REPLACE(LiveForm.LINK),
        SWITCH_BACK(LiveForm.LINK) {
            @Override
            DeploymentId attempt(HomeDirectory home, FaultyDisk disk) throws IOException {
                return switchBack(home, disk);
            }
        },
        FIRST_DIRECTORY(LiveForm.DIRECTORY) {
            @Override
            Optional<DeploymentId> prepare(HomeDirectory home) {
                return Optional.empty();
            }
        },
        REPLACE_DIRECTORY(LiveForm.DIRECTORY),
        SWITCH_DIRECTORY_BACK(LiveForm.DIRECTORY) {
            @Override
            DeploymentId attempt(HomeDirectory home, FaultyDisk disk) throws IOException {
                return switchBack(home, disk);
            }
        },
        REPLACE_LINK_BY_DIRECTORY(LiveForm.DIRECTORY) {
            @Override
            Optional<DeploymentId> prepare(HomeDirectory home) throws IOException {
                return Optional.of(Trees.deploy(home, LiveForm.LINK));
            }
        },
        REPLACE_DIRECTORY_BY_LINK(LiveForm.LINK) {
            @Override
            Optional<DeploymentId> prepare(HomeDirectory home) throws IOException {
                return Optional.of(Trees.deploy(home, LiveForm.DIRECTORY));
            }
        };

        final LiveForm form;

        /** Directories take many steps, and very many in pairs. */
        int stride(boolean pairs) {
            return ordinal() <= SWITCH_BACK.ordinal() || Boolean.getBoolean("slipway.test.exhaustive") ? 1 : pairs ? 9 : 3;
        }

        Scenario(LiveForm form) {
            this.form = form;
        }

        DeploymentId switchBack(HomeDirectory home, FaultyDisk disk) throws IOException {
            DeploymentId kept = new DeploymentId(names(home.releases().resolve("app")).get(0));
            Trees.activation(home, disk, form).switchTo(APP, kept);
            return kept;
        }

        /** Returns what is live then. */
        Optional<DeploymentId> prepare(HomeDirectory home) throws IOException {
            Trees.deploy(home, form);
            return Optional.of(Trees.deploy(home, form));
        }

        /** Returns what shall be live then. */
        DeploymentId attempt(HomeDirectory home, FaultyDisk disk) throws IOException {
            Staging staging = new ReleaseStore(home, disk).stage(APP, DeploymentId.next());
            Trees.fill(staging.tree(), staging.id());
            disk.written(staging.tree());
            Trees.activate(Trees.activation(home, disk, form), staging, Trees.FILES);
            return staging.id();
        }
    }

    /** What was live and kept before the fault. */
    private record Before(LiveForm form, Optional<DeploymentId> live, List<String> releases) {}

    /** One home for all runs of a test: a process that dies leaves nothing in memory, and the next finds it as it is. */
    private HomeDirectory home;

    @BeforeEach
    void open() throws IOException {
        home = Trees.open(scratch.resolve("home"));
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    private Before prepare(Scenario scenario) throws IOException {
        TreeRemoval.remove(home.live().resolve("app"), new RealDisk());
        TreeRemoval.remove(home.live().resolve(".release-app"), new RealDisk());
        TreeRemoval.remove(home.releases().resolve("app"), new RealDisk());
        Optional<DeploymentId> live = scenario.prepare(home);
        return new Before(scenario.form, live, releases());
    }

    @ParameterizedTest
    @EnumSource
    void afterAKillAtAnyStepTheOldOrTheNewReleaseIsLiveAndNothingElseIsLeft(Scenario scenario) throws IOException {
        for (Fault fault : List.of(Fault.CRASH_BEFORE, Fault.CRASH_AFTER)) {
            crashEverywhere(scenario, fault, false);
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterAPowerCutAtAnyStepTheOldOrTheNewReleaseIsLiveAndNothingElseIsLeft(Scenario scenario) throws IOException {
        crashEverywhere(scenario, Fault.CRASH_AFTER, true);
    }

    private void crashEverywhere(Scenario scenario, Fault fault, boolean powerCut) throws IOException {
        FaultyDisk disk;
        int n = 1 - scenario.stride(false);
        do {
            assertThat(n += scenario.stride(false)).isLessThan(ENDLESS);
            Before before = prepare(scenario);
            disk = new FaultyDisk(fault, n);
            crash(scenario, disk);
            if (powerCut) {
                disk.losePower(home.path());
            }
            recoverAndSweep(scenario, FaultyDisk.quick());
            assertSettled(before);
        } while (disk.fired());
    }

    /** The home is left as the crash left it. */
    private void crash(Scenario scenario, FaultyDisk disk) throws IOException {
        try {
            scenario.attempt(home, disk);
            assertThat(disk.fired()).isFalse();
        } catch (Crash e) {
            assertThat(disk.fired()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterAKillAndAPowerCutDuringOrAfterRecoveryTheNextRecoveryEndsTheSame(Scenario scenario) throws IOException {
        FaultyDisk first;
        int stride = scenario.stride(true);
        int n = 1 - stride;
        do {
            n += stride;
            int m = 1 - stride;
            boolean more;
            do {
                assertThat(m += stride).isLessThan(ENDLESS);
                Before before = prepare(scenario);
                first = new FaultyDisk(Fault.CRASH_AFTER, n);
                crash(scenario, first);
                boolean recovers = !names(home.journal()).isEmpty();
                FaultyDisk second = first.next(Fault.CRASH_AFTER, m);
                try {
                    recoverAndSweep(scenario, second);
                } catch (Crash e) {
                    assertThat(second.fired()).isTrue();
                }
                second.losePower(home.path());
                more = second.fired() && recovers;
                recoverAndSweep(scenario, FaultyDisk.quick());
                assertSettled(before);
            } while (more);
        } while (first.fired());
    }

    private void recoverAndSweep(Scenario scenario, Disk disk) {
        Trees.activation(home, disk, scenario.form).recover();
        assertThat(new ReleaseStore(home, disk).sweep().left()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void anIoErrorAtAnyStepLeavesTheOldReleaseLiveAndNothingElse(Scenario scenario) throws IOException {
        failEverywhere(scenario, Fault.IO_ERROR, Problem.STORAGE_FAILED);
    }

    @ParameterizedTest
    @EnumSource
    void aFullDiskAtAnyStepLeavesTheOldReleaseLiveAndNothingElse(Scenario scenario) throws IOException {
        failEverywhere(scenario, Fault.DISK_FULL, Problem.NO_SPACE);
    }

    private void failEverywhere(Scenario scenario, Fault fault, Problem problem) throws IOException {
        FaultyDisk disk;
        int refused = 0;
        int n = 1 - scenario.stride(false);
        do {
            assertThat(n += scenario.stride(false)).isLessThan(ENDLESS);
            Before before = prepare(scenario);
            disk = new FaultyDisk(fault, n);
            Optional<DeploymentId> live = before.live();
            try {
                live = Optional.of(scenario.attempt(home, disk));
            } catch (DeployException e) {
                refused++;
                assertThat(e.problem()).isEqualTo(problem);
                assertThat(e.detail()).doesNotContain(scratch.toString());
            }
            assertThat(new ReleaseStore(home).live(APP)).isEqualTo(live);
            new ReleaseStore(home).sweep(); // a scratch directory whose own deletion failed
            assertSettled(before);
        } while (disk.fired());
        assertThat(refused).as("faults that were reported").isGreaterThanOrEqualTo(7 / scenario.stride(false));
    }

    private void assertSettled(Before before) throws IOException {
        Optional<DeploymentId> live = new ReleaseStore(home).live(APP);
        if (before.live().isPresent()) {
            assertThat(live).isPresent();
        }
        List<String> expected = new ArrayList<>(before.releases());
        if (live.isPresent()) {
            assertThat(Trees.hash(home.live().resolve("app").toRealPath()))
                    .isEqualTo(Trees.expected(scratch, live.get()));
            if (!expected.contains(live.get().value())) {
                expected.add(live.get().value());
            }
        }
        assertThat(releases()).isEqualTo(expected);
        assertThat(Files.exists(home.releases().resolve("app"))).isEqualTo(!expected.isEmpty());
        assertThat(names(home.live())).isEqualTo(live.isEmpty() ? List.of()
                : Files.isSymbolicLink(home.live().resolve("app")) ? List.of("app") : List.of(".release-app", "app"));
        assertThat(names(home.staging())).isEmpty();
        assertThat(names(home.journal())).isEmpty();
        DeploymentId next = Trees.deploy(home, before.form());
        assertThat(Files.isSymbolicLink(home.live().resolve("app"))).isEqualTo(before.form() == LiveForm.LINK);
        assertThat(new ReleaseStore(home).live(APP)).contains(next);
    }

    private List<String> releases() throws IOException {
        Path directory = home.releases().resolve("app");
        return Files.exists(directory) ? names(directory) : List.of();
    }
}
