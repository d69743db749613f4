package dev.slipway.deploy;

import static dev.slipway.deploy.Histories.deployment;
import static dev.slipway.deploy.Histories.rollback;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.config.Settings;
import dev.slipway.deploy.RetentionPolicy.Holdings;
import dev.slipway.deploy.RetentionPolicy.Plan;
import dev.slipway.deploy.RetentionPolicy.Ruling;
import dev.slipway.deploy.RetentionPolicy.Verdict;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RetentionPolicyTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long NOW = 1_000 * HOUR;
    private static final RetentionLimits LIMITS = new RetentionLimits(
            3, 2, 2, 1L << 30, Duration.ofHours(500), 100, Duration.ofMinutes(10));

    private final List<Deployment> oldestFirst = new ArrayList<>();
    private final Set<DeploymentId> onDisk = new HashSet<>();
    private final Set<DeploymentId> pinned = new HashSet<>();
    private Optional<DeploymentId> live = Optional.empty();

    private DeploymentId deploy(Status status, long hoursAgo) {
        DeploymentId id = DeploymentId.next();
        oldestFirst.add(deployment(id, status, NOW - hoursAgo * HOUR, live));
        if (status == Status.SUCCESS) {
            live = Optional.of(id);
        }
        if (status != Status.FAILED && status != Status.CANCELLED) {
            onDisk.add(id);
        }
        return id;
    }

    private Plan plan(RetentionLimits limits) {
        List<Deployment> records = new ArrayList<>(oldestFirst);
        Collections.reverse(records);
        return new RetentionPolicy(limits).judge(records, new Holdings(onDisk, live, pinned), NOW);
    }

    private Map<DeploymentId, Ruling> rulings() {
        return plan(LIMITS).releases().stream().collect(Collectors.toMap(Verdict::release, Verdict::ruling));
    }

    @Test
    void theNewestReleasesStayAndTheLiveOneCounts() {
        DeploymentId first = deploy(Status.SUCCESS, 50);
        DeploymentId second = deploy(Status.SUCCESS, 40);
        DeploymentId third = deploy(Status.SUCCESS, 30);
        DeploymentId fourth = deploy(Status.SUCCESS, 20);
        assertThat(rulings()).isEqualTo(Map.of(first, Ruling.TOO_MANY, second, Ruling.WITHIN_LIMITS, third,
                Ruling.WITHIN_LIMITS, fourth, Ruling.LIVE));
        assertThat(plan(LIMITS).releases()).extracting(Verdict::release)
                .containsExactly(first, second, third, fourth);
    }

    @Test
    void aRollbackMakesAReleaseNewAgain() {
        DeploymentId first = deploy(Status.SUCCESS, 50);
        DeploymentId second = deploy(Status.SUCCESS, 40);
        DeploymentId third = deploy(Status.SUCCESS, 30);
        DeploymentId fourth = deploy(Status.SUCCESS, 20);
        oldestFirst.add(rollback(first, fourth, Status.SUCCESS, NOW - 10 * HOUR));
        live = Optional.of(first);
        assertThat(rulings()).isEqualTo(Map.of(first, Ruling.LIVE, second, Ruling.TOO_MANY, third,
                Ruling.WITHIN_LIMITS, fourth, Ruling.WITHIN_LIMITS));
    }

    @Test
    void stagedReleasesAreCountedByThemselves() {
        DeploymentId oldest = deploy(Status.STAGED, 60);
        DeploymentId activated = deploy(Status.STAGED, 55);
        oldestFirst.add(rollback(activated, oldest, Status.SUCCESS, NOW - 50 * HOUR));
        live = Optional.of(activated);
        DeploymentId second = deploy(Status.STAGED, 40);
        DeploymentId third = deploy(Status.STAGED, 30);
        assertThat(rulings()).isEqualTo(Map.of(oldest, Ruling.TOO_MANY, activated, Ruling.LIVE, second,
                Ruling.WITHIN_LIMITS, third, Ruling.WITHIN_LIMITS));
    }

    @Test
    void aReleaseThatWasReplacedAMomentAgoStaysForItsReaders() {
        DeploymentId replaced = deploy(Status.SUCCESS, 400);
        DeploymentId next = DeploymentId.next();
        oldestFirst.add(deployment(next, Status.SUCCESS, NOW - 1000, Optional.empty()));
        live = Optional.of(next);
        onDisk.add(next);
        RetentionLimits one = new RetentionLimits(1, 1, 1, 0, Duration.ofHours(1), 1, Duration.ofMinutes(10));
        assertThat(plan(one).releases()).containsExactly(
                new Verdict(replaced, Ruling.JUST_REPLACED, NOW - 400 * HOUR), new Verdict(next, Ruling.LIVE, NOW - 1000));
        RetentionLimits hasty = new RetentionLimits(1, 1, 1, 0, Duration.ofHours(1), 1, Duration.ofMillis(500));
        assertThat(plan(hasty).releases().get(0).ruling()).isEqualTo(Ruling.TOO_MANY);
    }

    @Test
    void ageTakesWhatCountWouldLeaveButNothingProtected() {
        DeploymentId old = deploy(Status.SUCCESS, 900);
        DeploymentId staged = deploy(Status.STAGED, 800);
        DeploymentId oldLive = deploy(Status.SUCCESS, 700);
        assertThat(rulings()).isEqualTo(
                Map.of(old, Ruling.TOO_OLD, staged, Ruling.TOO_OLD, oldLive, Ruling.LIVE));
    }

    @Test
    void theLastSuccessfulReleaseStaysWithoutBeingLive() {
        DeploymentId last = deploy(Status.SUCCESS, 900);
        live = Optional.empty();
        assertThat(rulings()).isEqualTo(Map.of(last, Ruling.LAST_SUCCESSFUL));
    }

    @Test
    void whatADeploymentNamesThatHasNotEndedStays() {
        DeploymentId target = deploy(Status.SUCCESS, 900);
        DeploymentId from = deploy(Status.SUCCESS, 800);
        deploy(Status.SUCCESS, 700);
        oldestFirst.add(rollback(target, from, Status.ACTIVATING, NOW - 600 * HOUR));
        assertThat(rulings()).containsEntry(target, Ruling.IN_PROGRESS).containsEntry(from, Ruling.IN_PROGRESS);
    }

    @Test
    void aReleaseOfWhichNothingWentWellGoes() {
        deploy(Status.SUCCESS, 20);
        DeploymentId left = deploy(Status.ROLLED_BACK, 10);
        assertThat(rulings()).containsEntry(left, Ruling.FAILED);
    }

    @Test
    void aReleaseWithoutARecordCountsAsAnOldSuccess() {
        DeploymentId unknown = DeploymentId.next();
        DeploymentId newer = DeploymentId.next();
        onDisk.addAll(Set.of(unknown, newer));
        deploy(Status.SUCCESS, 30);
        deploy(Status.SUCCESS, 20);
        assertThat(rulings()).containsEntry(unknown, Ruling.TOO_MANY).containsEntry(newer, Ruling.WITHIN_LIMITS);
    }

    @Test
    void oldFailuresAreForgottenUnlessTheirRequestMayBeRepeated() {
        List<DeploymentId> failed = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            failed.add(deploy(i % 2 == 0 ? Status.FAILED : Status.CANCELLED, 20 - i));
        }
        Deployment second = oldestFirst.get(1);
        Deployment.Origin origin = second.origin();
        oldestFirst.set(1, new Deployment(second.id(), second.project(), second.kind(),
                new Deployment.Origin(origin.user(), origin.address(), origin.node(), origin.home(), origin.message(),
                        origin.restart(), Optional.of(new Digest("ab".repeat(32)))),
                second.lineage(), second.archive(), second.course(), List.of()));
        assertThat(plan(LIMITS).records()).containsExactlyInAnyOrder(failed.get(0), failed.get(2));
    }

    @Test
    void theDefaultsAreThoseOfTheTable() {
        assertThat(RetentionLimits.of(Settings.of(Map.of()))).isEqualTo(new RetentionLimits(5, 3, 20, 20L << 30,
                Duration.ofHours(1_000_000), 10_000, Duration.ofMinutes(10)));
    }
}
