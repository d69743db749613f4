package dev.slipway.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one deployment: its record. Immutable; each step of a deployment makes the next one.
 *
 * @param kind what it was to do
 * @param origin who asked for it, from where and why
 * @param lineage which release it is about, and what was live before
 * @param archive what was received and unpacked
 * @param course how far it came, and how it ended
 * @param events what its followers hear, oldest first; empty in lists
 */
public record Deployment(DeploymentId id, ProjectName project, Kind kind, Origin origin, Lineage lineage,
        Archive archive, Course course, List<DeploymentEvent> events) {
    /** Most events that are kept of one deployment. */
    public static final int MAX_EVENTS = 200;

    /** What a deployment does. */
    public enum Kind {
        /** Receives an archive and makes it live. */
        DEPLOY,
        /** Receives an archive and keeps it as a complete release. */
        STAGE,
        /** Makes a kept release live. */
        ACTIVATE,
        /** Makes a release live again that was live before. */
        ROLLBACK,
        /** Nobody asked: a release was found on disk that had no record. */
        ADOPT
    }

    /** Keeps a copy of the events. */
    public Deployment {
        events = List.copyOf(events);
    }

    /**
     * Who asked for a deployment, from where and why.
     *
     * @param user name in the realm
     * @param address network address that the request came from
     * @param node name of the server that carries it out
     * @param home id of that server's home directory: releases and what is live belong to it
     * @param message why, as the client says
     * @param restart what the client asked to be restarted: {@code false}, {@code true} or {@code rolling}
     * @param retryKey hash of user, project and {@code Idempotency-Key}, if one was sent
     */
    public record Origin(String user, String address, String node, String home, Optional<String> message,
            String restart, Optional<Digest> retryKey) {}

    /**
     * Which release a deployment is about.
     *
     * @param release the release that it makes, or makes live; its id is that of the deployment that made it
     * @param previous the release to which a rollback of this deployment goes
     * @param rollbackOf the release that it took back
     */
    public record Lineage(DeploymentId release, Optional<DeploymentId> previous, Optional<DeploymentId> rollbackOf) {}

    /**
     * What was received and unpacked.
     *
     * @param digest of the bytes as received; empty until all are there
     * @param size bytes received
     * @param mediaType what the bytes are; empty where none were received
     * @param kept whether the archive can still be read
     * @param files files unpacked
     * @param unpackedBytes bytes unpacked
     */
    public record Archive(Optional<Digest> digest, long size, Optional<String> mediaType, boolean kept, long files,
            long unpackedBytes) {
        /** Nothing yet. */
        public static final Archive NONE = new Archive(Optional.empty(), 0, Optional.empty(), false, 0, 0);

        /** The same, kept or not. */
        public Archive withKept(boolean now) {
            return new Archive(digest, size, mediaType, now, files, unpackedBytes);
        }
    }

    /**
     * How far a deployment came.
     *
     * @param phase where it stands, or stood when it ended
     * @param phases every phase so far, oldest first
     * @param startedAt milliseconds since the epoch
     * @param completedAt milliseconds since the epoch, once it has ended
     * @param error why it did not go well, if it did not
     */
    public record Course(Status status, Phase phase, List<PhaseTime> phases, long startedAt, Optional<Long> completedAt,
            Optional<Failure> error) {
        /** Keeps a copy of the phases. */
        public Course {
            phases = List.copyOf(phases);
        }
    }

    /**
     * One phase.
     *
     * @param startedAt milliseconds since the epoch
     * @param durationMillis how long it took; empty while it lasts
     */
    public record PhaseTime(Phase phase, long startedAt, Optional<Long> durationMillis) {}

    /**
     * Why a deployment did not go well.
     *
     * @param message fit for clients
     * @param code of the table of problems
     * @param phase where it stood
     */
    public record Failure(String message, String code, Phase phase) {}

    /** What it is at, or how it ended. */
    public Status status() {
        return course.status();
    }

    /** Why it did not go well, if it did not. */
    public Optional<Failure> error() {
        return course.error();
    }

    /** The same with another lineage. */
    public Deployment with(Lineage other) {
        return new Deployment(id, project, kind, origin, other, archive, course, events);
    }

    /** The same with another archive. */
    public Deployment with(Archive other) {
        return new Deployment(id, project, kind, origin, lineage, other, course, events);
    }

    /** The same with another course. */
    public Deployment with(Course other) {
        return new Deployment(id, project, kind, origin, lineage, archive, other, events);
    }

    /** The same with other events. */
    public Deployment with(List<DeploymentEvent> other) {
        return new Deployment(id, project, kind, origin, lineage, archive, course, other);
    }

    /** The same without its events. */
    public Deployment withoutEvents() {
        return with(new ArrayList<DeploymentEvent>());
    }
}
