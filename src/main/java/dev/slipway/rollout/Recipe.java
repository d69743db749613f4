package dev.slipway.rollout;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;

/**
 * How a node makes a release that it does not have.
 *
 * @param digest of the archive
 * @param stripped leading components of each path that are taken off
 */
record Recipe(ProjectName project, DeploymentId release, Digest digest, int stripped) {}
