package dev.slipway.client;

import java.util.List;

/**
 * Deployments, newest first.
 *
 * @param deployments those that were asked for, without their events
 * @param total how many there are of that kind in all
 */
public record DeploymentList(List<DeploymentRecord> deployments, long total) {
    /** Keeps a copy. */
    public DeploymentList {
        deployments = List.copyOf(deployments);
    }
}
