package dev.slipway.deploy;

import dev.slipway.model.Digest;
import java.io.InputStream;
import java.util.Optional;

/** The archive that comes with a call, while it arrives. */
public interface Payload {
    /**
     * The bytes as they arrive; reading blocks. Its end means that the whole request body was received and is
     * well-formed; a body that ends otherwise makes reading fail with a {@code DeployException}.
     */
    InputStream stream();

    /** The digest that the body declared behind the payload, if it did; known once the stream has ended. */
    Optional<Digest> declared();
}
