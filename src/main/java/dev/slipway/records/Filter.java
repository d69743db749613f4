package dev.slipway.records;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import java.util.Optional;
import java.util.Set;

/**
 * Which records are wanted; each condition narrows, an empty one does not.
 *
 * @param statuses any of these; all when empty
 * @param since started at this time or later, in milliseconds since the epoch
 * @param until started before this time, in milliseconds since the epoch
 * @param home made by the server with this home
 * @param release about this release
 * @param keptDigest whose archive has this digest and is kept
 * @param withRetryKey only those that were sent with an {@code Idempotency-Key}
 */
public record Filter(Optional<ProjectName> project, Set<Status> statuses, Optional<Long> since, Optional<Long> until,
        Optional<String> home, Optional<DeploymentId> release, Optional<Digest> keptDigest, boolean withRetryKey) {
    /** Lets everything through. */
    public static final Filter ALL = new Filter(Optional.empty(), Set.of(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), false);

    /** Keeps a copy of the statuses. */
    public Filter {
        statuses = Set.copyOf(statuses);
    }

    /** Only of this project. */
    public Filter of(ProjectName wanted) {
        return new Filter(Optional.of(wanted), statuses, since, until, home, release, keptDigest, withRetryKey);
    }

    /** Only with one of these statuses. */
    public Filter with(Set<Status> wanted) {
        return new Filter(project, wanted, since, until, home, release, keptDigest, withRetryKey);
    }

    /** Only started in this time, in milliseconds since the epoch. */
    public Filter between(Optional<Long> first, Optional<Long> end) {
        return new Filter(project, statuses, first, end, home, release, keptDigest, withRetryKey);
    }

    /** Only made by the server with this home. */
    public Filter at(String wanted) {
        return new Filter(project, statuses, since, until, Optional.of(wanted), release, keptDigest, withRetryKey);
    }

    /** Only about this release. */
    public Filter about(DeploymentId wanted) {
        return new Filter(project, statuses, since, until, home, Optional.of(wanted), keptDigest, withRetryKey);
    }

    /** Only those whose archive has this digest and is kept. */
    public Filter keeping(Digest wanted) {
        return new Filter(project, statuses, since, until, home, release, Optional.of(wanted), withRetryKey);
    }

    /** Only those that were sent with an {@code Idempotency-Key}. */
    public Filter withRetryKeys() {
        return new Filter(project, statuses, since, until, home, release, keptDigest, true);
    }
}
