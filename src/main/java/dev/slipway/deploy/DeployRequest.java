package dev.slipway.deploy;

import dev.slipway.model.Caller;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import java.util.Optional;

/**
 * What is to be deployed.
 *
 * @param project the component's name
 * @param id the deployment's id, chosen by the client or made by the server
 * @param caller who deploys, from where
 * @param declared the digest that the request declared before its body, if it did
 * @param wish what is to become of it
 * @param queue whether it may wait for others of the project
 * @param retryKey hash of the user and the {@code Idempotency-Key}, if one was sent
 */
public record DeployRequest(ProjectName project, DeploymentId id, Caller caller, Optional<Digest> declared, Wish wish,
        boolean queue, Optional<Digest> retryKey) {
    /**
     * What is to become of an archive; may stand behind it.
     *
     * @param activate whether it becomes live; else it is kept as a release
     * @param message why, as the client says
     * @param restart what the client wants restarted: {@code false}, {@code true} or {@code rolling}
     * @param stripped how many directories at the top of the archive are taken away from the names in it, 0 to
     *     {@value #MAX_STRIPPED}; to be known before the archive comes
     * @param spread to which servers of a cluster it goes
     */
    public record Wish(boolean activate, Optional<String> message, String restart, int stripped, Spread spread) {
        /** Where every server has to take it. */
        public Wish(boolean activate, Optional<String> message, String restart, int stripped) {
            this(activate, message, restart, stripped, Spread.EVERYWHERE);
        }

        /** Most directories that can be taken away. */
        public static final int MAX_STRIPPED = 16;

        /** Live, without a word. */
        public static final Wish LIVE = new Wish(true, Optional.empty(), "false", 0);
    }
}
