package dev.slipway.container;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The released Harper CLI. */
interface HarperContract extends ClientContract {
    @Test
    default void harperDeploysADirectory(TestInfo test) throws Exception {
        deploys(test, "harper/cbor-chunked.sh");
    }
}
