package dev.slipway.container;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What the command in the WAR sends. */
interface OwnClientContract extends ClientContract {
    @Test
    default void theBundledCommandSendsADirectory(TestInfo test) throws Exception {
        deploys(test, "slipway/object-cbor-chunked.sh");
    }
}
