package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.deploy.RetentionPolicy.Holdings;
import dev.slipway.deploy.RetentionPolicy.Plan;
import dev.slipway.deploy.RetentionPolicy.Verdict;
import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.Kind;
import dev.slipway.model.Deployment.Lineage;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random histories, from fixed seeds: a simulation knows what is protected, the policy only reads the records. */
class RetentionPolicyPropertiesTest {
    private static final int HISTORIES = 3000;
    private static final Duration MIN_AGE = Duration.ofMinutes(10);

    /** A project that lives through some deployments. */
    private static final class Simulation {
        private final Random random;
        private final List<Deployment> records = new ArrayList<>();
        private final Set<DeploymentId> onDisk = new HashSet<>();
        private final Map<DeploymentId, Long> replacedAt = new HashMap<>();
        private final Set<DeploymentId> running = new HashSet<>();
        private final Set<DeploymentId> pinned = new HashSet<>();
        private Optional<DeploymentId> live = Optional.empty();
        private Optional<DeploymentId> lastSuccessful = Optional.empty();
        private long now = Duration.ofDays(1000).toMillis();

        Simulation(long seed) {
            random = new Random(seed);
            int steps = random.nextInt(40);
            for (int i = 0; i < steps; i++) {
                now += random.nextInt(4) == 0 ? Duration.ofHours(random.nextInt(300)).toMillis() : random.nextInt(300_000);
                step();
            }
            onDisk.stream().filter(id -> random.nextInt(6) == 0).forEach(pinned::add);
            now += random.nextInt(3) * 200_000L;
        }

        private void step() {
            switch (random.nextInt(8)) {
                case 0 -> fresh(Kind.STAGE, Status.STAGED, true);
                case 1 -> fresh(Kind.DEPLOY, random.nextBoolean() ? Status.FAILED : Status.CANCELLED, false);
                case 2 -> anyKept().ifPresent(id -> again(id, Status.FAILED));
                case 3 -> anyKept().ifPresent(id -> again(id, Status.SUCCESS));
                case 4 -> runningOne();
                default -> makeLive(fresh(Kind.DEPLOY, Status.SUCCESS, true));
            }
        }

        private DeploymentId fresh(Kind kind, Status status, boolean released) {
            DeploymentId id = DeploymentId.next();
            records.add(Histories.of(Histories.APP, id, kind, status, now, new Lineage(id, live, Optional.empty())));
            if (released) {
                onDisk.add(id);
            }
            return id;
        }

        private Optional<DeploymentId> anyKept() {
            return onDisk.stream().sorted().skip(onDisk.isEmpty() ? 0 : random.nextInt(onDisk.size())).findFirst();
        }

        private void again(DeploymentId to, Status status) {
            records.add(Histories.of(Histories.APP, DeploymentId.next(), Kind.ROLLBACK, status, now,
                    new Lineage(to, Optional.empty(), live)));
            if (status == Status.SUCCESS) {
                makeLive(to);
            }
        }

        private void runningOne() {
            anyKept().ifPresent(id -> {
                again(id, Status.ACTIVATING);
                running.add(id);
            });
        }

        private void makeLive(DeploymentId id) {
            live.filter(before -> !before.equals(id)).ifPresent(before -> replacedAt.put(before, now));
            live = Optional.of(id);
            lastSuccessful = live;
        }

        Plan plan(RetentionLimits limits) {
            List<Deployment> newestFirst = new ArrayList<>(records);
            Collections.reverse(newestFirst);
            return new RetentionPolicy(limits).judge(newestFirst, new Holdings(onDisk, live, pinned), now);
        }

        boolean isProtected(DeploymentId id) {
            return live.equals(Optional.of(id)) || lastSuccessful.equals(Optional.of(id)) || pinned.contains(id)
                    || running.contains(id)
                    || replacedAt.containsKey(id) && replacedAt.get(id) > now - MIN_AGE.toMillis();
        }
    }

    private static RetentionLimits limits(Random random) {
        return new RetentionLimits(1 + random.nextInt(4), 1 + random.nextInt(3), 1 + random.nextInt(5), 0,
                Duration.ofHours(1 + random.nextInt(500)), 100, MIN_AGE);
    }

    @Test
    void theProtectedAreNeverChosenEvenWhenTheDiskIsFull() {
        int chosen = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            Simulation project = new Simulation(seed);
            Plan plan = project.plan(limits(new Random(seed)));
            assertThat(plan.releases()).extracting(Verdict::release).as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(project.onDisk);
            for (Verdict verdict : plan.releases()) {
                boolean may = !verdict.ruling().stays();
                chosen += may ? 1 : 0;
                assertThat(may && project.isProtected(verdict.release())).as("seed %d: %s", seed, verdict).isFalse();
            }
        }
        assertThat(chosen).as("releases that may go").isGreaterThan(HISTORIES);
    }

    @Test
    void whatStaysIsWithinTheLimitsOrProtected() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            RetentionLimits limits = limits(new Random(seed));
            long within = new Simulation(seed).plan(limits).releases().stream()
                    .filter(verdict -> verdict.ruling() == RetentionPolicy.Ruling.WITHIN_LIMITS).count();
            assertThat(within).as("seed %d", seed).isLessThanOrEqualTo(limits.releases() + limits.staged());
        }
    }

    @Test
    void recordsOfReleasesOnDiskAndOfRunningDeploymentsAreNotForgotten() {
        int forgotten = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            Simulation project = new Simulation(seed);
            for (DeploymentId id : project.plan(limits(new Random(seed))).records()) {
                forgotten++;
                Deployment record =
                        project.records.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
                assertThat(record.status()).isIn(Status.FAILED, Status.CANCELLED);
                assertThat(project.onDisk).doesNotContain(record.lineage().release());
            }
        }
        assertThat(forgotten).isPositive();
    }

    @Test
    void whatGoesDoesNotComeBackInTheNextPlan() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            Simulation project = new Simulation(seed);
            RetentionLimits limits = limits(new Random(seed));
            project.plan(limits).releases().stream().filter(verdict -> verdict.ruling().goes())
                    .forEach(verdict -> project.onDisk.remove(verdict.release()));
            assertThat(project.plan(limits).releases()).as("seed %d", seed)
                    .noneMatch(verdict -> verdict.ruling().goes());
        }
    }
}
