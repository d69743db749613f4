package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;

/**
 * How an activation that was cut off by a crash was settled at start-up. The record of the deployment follows it.
 *
 * @param project its project
 * @param deployment the release that was to be made live
 * @param outcome what came of it
 */
public record Settled(ProjectName project, DeploymentId deployment, Outcome outcome) {
    /** What came of a half-done activation. */
    public enum Outcome {
        /** The link was on the new release already: it is live, durably. */
        FINISHED,
        /** The link was not: the release before is live as it was, and the new one was taken away. */
        UNDONE,
        /** The disk failed again; tried once more at the project's next activation or the next start. */
        UNSETTLED
    }
}
