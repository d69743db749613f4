package dev.slipway.deploy;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import java.util.Optional;

/**
 * What is to be deployed.
 *
 * @param project the component's name
 * @param id the deployment's id, chosen by the client or made by the server
 * @param user who deploys
 * @param declared the digest that the request declared before its body, if it did
 */
public record DeployRequest(ProjectName project, DeploymentId id, String user, Optional<Digest> declared) {}
