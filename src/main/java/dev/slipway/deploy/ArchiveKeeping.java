package dev.slipway.deploy;

import dev.slipway.model.Deployment.Archive;
import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.release.PayloadStore;

/**
 * Keeps the archive of one deployment. For the worker that carries it out.
 *
 * @param run the deployment's life
 */
record ArchiveKeeping(KeptArchives archives, Deployments deployments, Run run) {
    private static final System.Logger LOG = System.getLogger(ArchiveKeeping.class.getName());

    /**
     * Keeps the archive, and calls what records it. The release is complete by now: an archive that cannot be kept is worth
     * a warning, not a failure.
     */
    void keep(PayloadStore.Incoming incoming, Archive archive, Runnable recording) {
        Digest digest = archive.digest().orElseThrow();
        KeptArchives.Reservation reservation;
        try {
            reservation = archives.keep(incoming, digest);
        } catch (DeployException e) {
            LOG.log(System.Logger.Level.WARNING, "the archive of a release could not be kept", e);
            run.warn("The release is complete, but its archive could not be kept: " + e.detail());
            recording.run();
            return;
        }
        run.archive(archive.withKept(archives.find(digest).isPresent()));
        try {
            recording.run();
        } finally {
            deployments.whenRecorded(run, reservation::close);
        }
    }
}
