package dev.slipway.body;

import dev.slipway.multipart.PartListener;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;

/** What the parts of a multipart body mean, one class for each shape that is taken; {@link FirstPart} chooses. */
interface BodyShape extends PartListener {

    /**
     * The close delimiter was seen: tells the body's listener that all is complete.
     *
     * @throws DeployException {@link Problem#INVALID_REQUEST} when a part is missing
     */
    void complete();
}
