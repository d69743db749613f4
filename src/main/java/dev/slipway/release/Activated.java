package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import java.util.Optional;

/**
 * What an activation did.
 *
 * @param previous the release that was live before; empty when the project had none
 * @param current the release that is live now, durably
 */
public record Activated(Optional<DeploymentId> previous, DeploymentId current) {}
