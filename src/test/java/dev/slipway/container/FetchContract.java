package dev.slipway.container;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What the {@code fetch} of Node sends. */
interface FetchContract extends ClientContract {
    @Test
    default void fetchSendsAStream(TestInfo test) throws Exception {
        deploys(test, "fetch/raw-chunked.mjs");
    }

    @Test
    default void fetchSendsABlob(TestInfo test) throws Exception {
        deploys(test, "fetch/raw-length.mjs");
    }

    @Test
    default void fetchSendsFormData(TestInfo test) throws Exception {
        deploys(test, "fetch/fields-length.mjs");
    }

    @Test
    default void fetchSendsAJsonBlobAndAFile(TestInfo test) throws Exception {
        deploys(test, "fetch/object-json-length.mjs");
    }

    @Test
    default void fetchSendsJson(TestInfo test) throws Exception {
        deploys(test, "fetch/json-length.mjs");
    }

    @Test
    default void fetchSendsABufferAsJson(TestInfo test) throws Exception {
        deploys(test, "fetch/json-buffer-length.mjs");
    }

    /** By {@code cbor-x}, the encoder of the Harper CLI, from npm. */
    @Test
    default void fetchSendsCbor(TestInfo test) throws Exception {
        ClientTool.HARPER.require();
        deploys(test, "fetch/cbor-length.mjs");
    }
}
