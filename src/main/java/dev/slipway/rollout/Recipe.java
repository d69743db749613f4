package dev.slipway.rollout;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;

/**
 * How a node makes a release that it does not have.
 *
 * @param digest of the archive
 * @param stripped leading components of each path that are taken off
 * @param held whether every node is to have it now, though it is not to be live
 */
record Recipe(ProjectName project, DeploymentId release, Digest digest, int stripped, boolean held) {
    Recipe held(boolean now) {
        return new Recipe(project, release, digest, stripped, now);
    }
}
