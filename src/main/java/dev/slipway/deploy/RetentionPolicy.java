package dev.slipway.deploy;

import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says of one project which releases and records stay and why. It decides only: no disk, no clock. Goes through the
 * records once; memory for each release that is on disk. Immutable; any thread.
 */
public final class RetentionPolicy {
    /** Most records that one plan lets go; the next plan has more. */
    static final int MOST_RECORDS = 1000;
    private static final long RETRY_MILLIS = RetryKeys.KEPT.toMillis();
    private static final Set<Status> FAILED = Set.of(Status.FAILED, Status.CANCELLED, Status.ROLLED_BACK);

    /** What becomes of a release, and why. */
    public enum Ruling {
        /** It is live. */
        LIVE,
        /** Somebody reads it. */
        PINNED,
        /** A deployment that has not ended names it. */
        IN_PROGRESS,
        /** The newest deployment that went well is about it. */
        LAST_SUCCESSFUL,
        /** A deployment that ended a short while ago made or replaced it: others may still read it. */
        JUST_REPLACED,
        /** Nothing asks for it to go, short of a full disk. */
        WITHIN_LIMITS,
        /** There are enough newer ones of its kind. */
        TOO_MANY,
        /** It was last made live or staged too long ago. */
        TOO_OLD,
        /** No deployment of it went well. */
        FAILED;

        /** Whether it goes now. */
        public boolean goes() {
            return compareTo(WITHIN_LIMITS) > 0;
        }

        /** Whether it stays even when the disk is full. */
        public boolean stays() {
            return compareTo(WITHIN_LIMITS) < 0;
        }
    }

    /**
     * What a project has on disk.
     *
     * @param releases all that are there
     * @param live the live one, if one is
     * @param pinned those that are being read
     */
    public record Holdings(Set<DeploymentId> releases, Optional<DeploymentId> live, Set<DeploymentId> pinned) {}

    /**
     * The judgement on one release.
     *
     * @param lastNamed when a deployment of it ended or began last, in milliseconds since the epoch; 0 when none is
     *     known
     */
    public record Verdict(DeploymentId release, Ruling ruling, long lastNamed) {}

    /**
     * The judgement on a project.
     *
     * @param releases each that is on disk, oldest first
     * @param records deployments whose record goes, with the archive it keeps; at most {@value #MOST_RECORDS}
     */
    public record Plan(List<Verdict> releases, List<DeploymentId> records) {}

    private final RetentionLimits limits;

    /** Decides by these limits. */
    public RetentionPolicy(RetentionLimits limits) {
        this.limits = limits;
    }

    /**
     * Judges a project.
     *
     * @param records all its records on this server, newest first; gone through once
     * @param now in milliseconds since the epoch
     */
    public Plan judge(Iterable<Deployment> records, Holdings holdings, long now) {
        Pass pass = new Pass(holdings, now);
        records.forEach(pass::see);
        return new Plan(pass.verdicts(), pass.expired);
    }

    /** The releases that a deployment is about. */
    static Set<DeploymentId> named(Deployment deployment) {
        Set<DeploymentId> named = new HashSet<>();
        named.add(deployment.id());
        named.add(deployment.lineage().release());
        deployment.lineage().previous().ifPresent(named::add);
        deployment.lineage().rollbackOf().ifPresent(named::add);
        return named;
    }

    /** What is known of a release. */
    private static final class Trace {
        private boolean succeeded;
        private boolean staged;
        private boolean named;
        private boolean running;
        private boolean recent;
        private long last;
        /** Deployments of its kind that are newer. */
        private int newer;
    }

    /** One judgement. */
    private final class Pass {
        private final Holdings holdings;
        private final long now;
        private final Map<DeploymentId, Trace> traces = new HashMap<>();
        private final List<DeploymentId> bySuccess = new ArrayList<>();
        private final List<DeploymentId> byStaging = new ArrayList<>();
        private final List<DeploymentId> expired = new ArrayList<>();
        private @Nullable DeploymentId lastSuccessful;
        private boolean replacedRecently;
        private int failures;

        Pass(Holdings holdings, long now) {
            this.holdings = holdings;
            this.now = now;
            holdings.releases().forEach(id -> traces.put(id, new Trace()));
            holdings.live().ifPresent(bySuccess::add);
        }

        void see(Deployment deployment) {
            Set<DeploymentId> named = named(deployment);
            long at = deployment.course().completedAt().orElse(deployment.course().startedAt());
            boolean recent = at > now - limits.minAgeAfterReplaced().toMillis();
            for (DeploymentId id : named) {
                Trace trace = traces.getOrDefault(id, new Trace());
                trace.running |= !deployment.status().terminal();
                trace.recent |= recent;
            }
            Trace own = traces.getOrDefault(deployment.lineage().release(), new Trace());
            own.named = true;
            own.last = Math.max(own.last, at);
            if (deployment.status() == Status.SUCCESS) {
                succeeded(deployment.lineage().release(), own, recent);
            } else if (deployment.status() == Status.STAGED && !own.staged) {
                own.staged = true;
                byStaging.add(deployment.lineage().release());
            } else if (FAILED.contains(deployment.status())) {
                failed(deployment);
            }
        }

        private void succeeded(DeploymentId release, Trace own, boolean recent) {
            if (lastSuccessful == null) {
                lastSuccessful = release;
            }
            own.recent |= replacedRecently;
            replacedRecently = recent;
            if (!own.succeeded && traces.containsKey(release)) {
                own.succeeded = true;
                bySuccess.add(release);
            }
        }

        private void failed(Deployment deployment) {
            failures++;
            boolean repeatable = deployment.origin().retryKey().isPresent()
                    && deployment.course().startedAt() > now - RETRY_MILLIS;
            boolean released = traces.containsKey(deployment.id())
                    || traces.containsKey(deployment.lineage().release());
            if (failures > limits.failed() && !repeatable && !released && expired.size() < MOST_RECORDS) {
                expired.add(deployment.id());
            }
        }

        List<Verdict> verdicts() {
            traces.keySet().stream().filter(id -> !traces.get(id).named).sorted(Comparator.reverseOrder())
                    .forEach(bySuccess::add);
            rank(bySuccess);
            rank(byStaging.stream().filter(id -> traces.containsKey(id) && !traces.get(id).succeeded).toList());
            return traces.entrySet().stream()
                    .map(entry -> new Verdict(entry.getKey(), ruling(entry.getKey(), entry.getValue()),
                            entry.getValue().last))
                    .sorted(Comparator.comparingLong(Verdict::lastNamed).thenComparing(Verdict::release))
                    .toList();
        }

        private void rank(List<DeploymentId> newestFirst) {
            int newer = 0;
            for (DeploymentId id : new LinkedHashSet<>(newestFirst)) {
                Trace trace = traces.get(id);
                if (trace != null) {
                    trace.newer = newer++;
                }
            }
        }

        private Ruling ruling(DeploymentId id, Trace trace) {
            if (holdings.live().equals(Optional.of(id))) {
                return Ruling.LIVE;
            } else if (holdings.pinned().contains(id)) {
                return Ruling.PINNED;
            } else if (trace.running) {
                return Ruling.IN_PROGRESS;
            } else if (id.equals(lastSuccessful)) {
                return Ruling.LAST_SUCCESSFUL;
            }
            return trace.recent ? Ruling.JUST_REPLACED : byLimits(trace);
        }

        /** One of which nothing is known counts as an old success: the records may have been lost. */
        private Ruling byLimits(Trace trace) {
            boolean success = trace.succeeded || !trace.named;
            if (!success && !trace.staged) {
                return Ruling.FAILED;
            } else if (trace.newer >= (success ? limits.releases() : limits.staged())) {
                return Ruling.TOO_MANY;
            }
            boolean old = trace.named && trace.last < now - limits.age().toMillis();
            return old ? Ruling.TOO_OLD : Ruling.WITHIN_LIMITS;
        }
    }
}
