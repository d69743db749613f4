package dev.slipway.records;

import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of deployments, kept by some engine. What a method returns is durable; what it throws is a
 * {@link DeployException} with {@link Problem#RECORDS_FAILED}, or {@link Problem#NO_SPACE} when the disk of the home became
 * full, after which it is not known whether it was done: the same call may be made again. Several servers may use the same records. Methods block, for seconds at most, where they say
 * nothing else; any thread that may.
 *
 * <p>Each engine passes the same contract tests.
 */
public interface Records extends AutoCloseable {
    /** Most records that one list has. */
    int MAX_PAGE = 1000;

    /**
     * Puts a record, if the one that is there has the expected version.
     *
     * @param version version of the record that it replaces; 0 to put it where there is none
     * @return its version now, above 0; empty when another version is there, or none, and nothing was done
     */
    OptionalLong put(Deployment deployment, long version);

    /** A record with its events. */
    Optional<Stored> get(DeploymentId id);

    /**
     * The records that a filter lets through, newest first: by the time at which they started, then by id.
     *
     * @param limit most records, 0 to {@value #MAX_PAGE}
     * @param offset how many are passed over
     */
    Page list(Filter filter, int limit, int offset);

    /** Deletes a record, if it has that version. @return whether it is gone now */
    boolean delete(DeploymentId id, long version);

    /**
     * Takes a lease that nobody holds, or takes it anew for its own holder. Time is the engine's, not this machine's.
     *
     * @param name what is leased, at most 200 characters
     * @param holder who takes it, at most 200 characters
     * @param term how long it holds unless it is renewed
     * @return the lease, with a fencing token that is larger than that of every lease of the name before it; empty while
     *     somebody else holds it
     */
    Optional<Lease> lease(String name, String holder, Duration term);

    /** Holds a lease for another term. @return empty when it was lost in between */
    Optional<Lease> renew(Lease lease, Duration term);

    /** Gives a lease back; nothing happens when it was lost. */
    void release(Lease lease);

    /** What servers with these records tell each other. */
    Entries entries();

    /** Whether other servers may use the same records. */
    boolean shared();

    /**
     * Whether records could be written when it was last tried; a reason fit for administrators and clients when not.
     * Does not wait and does no I/O: when it is time to try again, that is begun elsewhere, and a later call tells.
     */
    Optional<String> unwritable();

    /** Ends the use of the engine. */
    @Override
    void close();

    /** A record and its version. */
    record Stored(Deployment deployment, long version) {}

    /**
     * Part of a list.
     *
     * @param deployments without their events
     * @param total how many the filter lets through in all
     */
    record Page(List<Stored> deployments, long total) {}

    /**
     * A right that one holder has at a time.
     *
     * @param token rises with each new holder; an act with an older token is to be refused
     */
    record Lease(String name, String holder, long token) {}
}
