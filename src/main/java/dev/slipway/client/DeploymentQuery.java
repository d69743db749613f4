package dev.slipway.client;

import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which deployments are wanted, newest first.
 *
 * @param project only those of it
 * @param statuses only those of one of them; empty for all
 * @param since only those that began then or later
 * @param until only those that began then or before
 * @param limit most that are told, 1 to {@value #MAX_LIMIT}
 * @param offset how many of the newest are left out
 */
public record DeploymentQuery(Optional<ProjectName> project, Set<Status> statuses, Optional<Instant> since,
        Optional<Instant> until, int limit, long offset) {
    /** Most that one query tells. */
    public static final int MAX_LIMIT = 10_000;

    /** The newest hundred. */
    public static final DeploymentQuery NEWEST =
            new DeploymentQuery(Optional.empty(), Set.of(), Optional.empty(), Optional.empty(), 100, 0);

    /** @throws IllegalArgumentException when a number is out of range */
    public DeploymentQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("a list has 1 to " + MAX_LIMIT + " deployments, not " + limit);
        }
        if (offset < 0) {
            throw new IllegalArgumentException("an offset is not negative");
        }
        statuses = Set.copyOf(statuses);
    }

    /** The same, of one project only. */
    public DeploymentQuery of(ProjectName name) {
        return new DeploymentQuery(Optional.of(name), statuses, since, until, limit, offset);
    }

    /** The same, of these statuses only. */
    public DeploymentQuery in(Set<Status> wanted) {
        return new DeploymentQuery(project, wanted, since, until, limit, offset);
    }

    /** The same, begun then or later. */
    public DeploymentQuery from(Instant time) {
        return new DeploymentQuery(project, statuses, Optional.of(time), until, limit, offset);
    }

    /** The same, begun then or before. */
    public DeploymentQuery to(Instant time) {
        return new DeploymentQuery(project, statuses, since, Optional.of(time), limit, offset);
    }

    /** The same, so many at most. */
    public DeploymentQuery limit(int most) {
        return new DeploymentQuery(project, statuses, since, until, most, offset);
    }

    /** The same without so many of the newest. */
    public DeploymentQuery offset(long first) {
        return new DeploymentQuery(project, statuses, since, until, limit, first);
    }

    /** As the query of an address. */
    String encoded() {
        List<String> parts = new ArrayList<>();
        project.ifPresent(name -> parts.add("project=" + name));
        if (!statuses.isEmpty()) {
            String names = new TreeSet<>(statuses).stream().map(Status::label).collect(Collectors.joining(","));
            parts.add("status=" + URLEncoder.encode(names, StandardCharsets.UTF_8));
        }
        since.ifPresent(time -> parts.add("since=" + time.toEpochMilli()));
        until.ifPresent(time -> parts.add("until=" + time.toEpochMilli()));
        parts.add("limit=" + limit);
        parts.add("offset=" + offset);
        return String.join("&", parts);
    }
}
