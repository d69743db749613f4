package dev.slipway.deploy;

import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import dev.slipway.release.PayloadStore;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * The archives of the store and the records that keep them: an archive goes with the last record that keeps it. Which
 * record keeps which archive is known by the records alone; an archive that is just being kept, and that no record names
 * yet, is reserved meanwhile. The lock is held for a few queries of the records and the deletion of a file. One for the
 * server; any worker thread.
 */
public final class KeptArchives {
    private static final System.Logger LOG = System.getLogger(KeptArchives.class.getName());
    private static final int MAX_TRIES = 20;
    private static final Set<Status> RUNNING = EnumSet.allOf(Status.class).stream()
            .filter(status -> !status.terminal()).collect(Collectors.toUnmodifiableSet());
    /** Most records of which it is remembered that they are still to be told. */
    private static final int MAX_UNTOLD = 10_000;

    private final PayloadStore payloads;
    private final Records records;
    private final Filter here;
    private final Filter keeping;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Digest, Integer> reserved = new HashMap<>();
    private final Set<DeploymentId> untold = new LinkedHashSet<>();

    /** @param home id of this server's home: the records of others keep archives elsewhere */
    public KeptArchives(PayloadStore payloads, Records records, String home) {
        this(payloads, records, new Deployments.Node("", home));
    }

    /** For a node; in a cluster the records of others keep archives here too. */
    public KeptArchives(PayloadStore payloads, Records records, Deployments.Node node) {
        this.payloads = payloads;
        this.records = records;
        this.here = Filter.ALL.at(node.home());
        this.keeping = node.records();
    }

    /** The right to an archive until a record keeps it; closed once the record is written, or will not be. */
    public final class Reservation implements AutoCloseable {
        private final Digest digest;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private Reservation(Digest digest) {
            this.digest = digest;
        }

        /** When no record came to keep the archive, it is deleted. Never fails: what stays is swept at the next start. */
        @Override
        public void close() {
            if (open.getAndSet(false)) {
                end(digest);
            }
        }
    }

    /**
     * Makes an arriving archive one of the store. Takes as long as the disk takes to sync it.
     *
     * @return to be closed when the record says that the archive is kept
     * @throws DeployException as {@link PayloadStore.Incoming#keep}
     */
    public Reservation keep(PayloadStore.Incoming incoming, Digest digest) {
        lock.lock();
        try {
            reserved.merge(digest, 1, Integer::sum);
        } finally {
            lock.unlock();
        }
        Reservation reservation = new Reservation(digest);
        try {
            incoming.keep(digest);
            return reservation;
        } catch (RuntimeException | Error e) {
            reservation.close();
            throw e;
        }
    }

    private void end(Digest digest) {
        lock.lock();
        try {
            reserved.computeIfPresent(digest, (key, count) -> count == 1 ? null : count - 1);
            if (!reserved.containsKey(digest) && keepers(digest) == 0) {
                payloads.delete(digest);
            }
        } catch (DeployException e) {
            LOG.log(System.Logger.Level.WARNING, "An archive may be left that no record keeps", e);
        } finally {
            lock.unlock();
        }
    }

    /** The archive with that digest; readers that have it open may read on when it is deleted. */
    public Optional<Path> find(Digest digest) {
        return payloads.find(digest);
    }

    /**
     * Lets a deployment keep its archive no longer. The file goes if no other keeps it, then the record is told; one
     * that cannot be written now is told by {@link #tellRecords} later. Nothing happens when it keeps none.
     *
     * @return bytes that are free now
     * @throws DeployException {@link Problem#NOT_POSSIBLE_NOW} when another server keeps the archive,
     *     {@link Problem#STORAGE_FAILED} when the file cannot be deleted, {@link Problem#RECORDS_FAILED} when the
     *     records cannot be asked: nothing was done then
     */
    public long drop(DeploymentId id) {
        lock.lock();
        try {
            Optional<Deployment> found = records.get(id).map(Records.Stored::deployment);
            Optional<Digest> digest = found.map(Deployment::archive).filter(Deployment.Archive::kept)
                    .flatMap(Deployment.Archive::digest);
            if (digest.isEmpty()) {
                return 0;
            }
            requireHere(found.get());
            boolean last = keepers(digest.get()) <= 1 && !reserved.containsKey(digest.get());
            long freed = last ? payloads.delete(digest.get()) : 0;
            tell(id);
            return freed;
        } finally {
            lock.unlock();
        }
    }

    private void requireHere(Deployment deployment) {
        if (!here.home().equals(Optional.of(deployment.origin().home()))) {
            throw new DeployException(Problem.NOT_POSSIBLE_NOW, "The archive of deployment " + deployment.id()
                    + " is kept by the server " + deployment.origin().node() + ": ask that one");
        }
    }

    /** Tells the records that could not be written when their archive was dropped. */
    public void tellRecords() {
        lock.lock();
        try {
            for (DeploymentId id : Set.copyOf(untold)) {
                untold.remove(id);
                tell(id);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets a record say that its archive is not kept, if the archive is not there. For what a crash left between the
     * deletion and the record.
     */
    void tellIfGone(Deployment deployment) {
        Deployment.Archive archive = deployment.archive();
        if (archive.kept() && archive.digest().flatMap(payloads::find).isEmpty()) {
            lock.lock();
            try {
                tell(deployment.id());
            } finally {
                lock.unlock();
            }
        }
    }

    private void tell(DeploymentId id) {
        try {
            for (int tries = 0; tries < MAX_TRIES; tries++) {
                Optional<Records.Stored> stored = records.get(id);
                if (stored.isEmpty() || !stored.get().deployment().archive().kept()) {
                    return;
                }
                Deployment deployment = stored.get().deployment();
                OptionalLong written = records.put(deployment.with(deployment.archive().withKept(false)),
                        stored.get().version());
                if (written.isPresent()) {
                    return;
                }
            }
        } catch (DeployException e) {
            LOG.log(System.Logger.Level.WARNING, "The record of " + id + " cannot be told yet that its archive is gone", e);
        }
        if (untold.size() < MAX_UNTOLD) {
            untold.add(id);
        }
    }

    private long keepers(Digest digest) {
        return records.list(keeping.keeping(digest), 1, 0).total();
    }

    /** Deletes an archive that no record keeps. @return bytes that are free now; 0 when one keeps it */
    long sweep(Digest digest) {
        lock.lock();
        try {
            return reserved.containsKey(digest) || keepers(digest) > 0 ? 0 : payloads.delete(digest);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets all of this server that have ended keep an archive no longer; one that none of them keeps goes. What other servers of a
     * cluster keep by their records, they keep on their own disks; while a deployment of theirs is under way it stays here too.
     *
     * @return bytes that are free now
     */
    long dropAll(Digest digest) {
        List<Records.Stored> mine = records.list(here.keeping(digest), Records.MAX_PAGE, 0).deployments();
        long freed = 0;
        for (Records.Stored stored : mine) {
            if (stored.deployment().status().terminal()) {
                freed += drop(stored.deployment().id());
            }
        }
        return freed + evict(digest);
    }

    private long evict(Digest digest) {
        lock.lock();
        try {
            boolean needed = reserved.containsKey(digest) || records.list(here.keeping(digest), 1, 0).total() > 0
                    || records.list(keeping.keeping(digest).with(RUNNING), 1, 0).total() > 0;
            return needed ? 0 : payloads.delete(digest);
        } finally {
            lock.unlock();
        }
    }

    PayloadStore payloads() {
        return payloads;
    }
}
