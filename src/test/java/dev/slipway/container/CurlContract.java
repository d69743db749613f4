package dev.slipway.container;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What curl sends. */
interface CurlContract extends ClientContract {
    @Test
    default void curlSendsTheOutputOfTar(TestInfo test) throws Exception {
        deploys(test, "curl/raw-stream.sh");
    }

    @Test
    default void curlSendsAFileChunked(TestInfo test) throws Exception {
        deploys(test, "curl/raw-chunked.sh");
    }

    @Test
    default void curlSendsAFileAsItIs(TestInfo test) throws Exception {
        deploys(test, "curl/raw-length.sh");
    }

    @Test
    default void curlSendsFieldsAndAFileChunked(TestInfo test) throws Exception {
        deploys(test, "curl/fields-chunked.sh");
    }

    @Test
    default void curlSendsFieldsAndAFile(TestInfo test) throws Exception {
        deploys(test, "curl/fields-length.sh");
    }

    @Test
    default void curlSendsAJsonPartAndAFileChunked(TestInfo test) throws Exception {
        deploys(test, "curl/object-json-chunked.sh");
    }

    @Test
    default void curlSendsAJsonPartAndAFile(TestInfo test) throws Exception {
        deploys(test, "curl/object-json-length.sh");
    }

    @Test
    default void curlSendsACborPartAndAFileChunked(TestInfo test) throws Exception {
        deploys(test, "curl/object-cbor-chunked.sh");
    }

    @Test
    default void curlSendsJsonChunked(TestInfo test) throws Exception {
        deploys(test, "curl/json-chunked.sh");
    }

    @Test
    default void curlSendsJson(TestInfo test) throws Exception {
        deploys(test, "curl/json-length.sh");
    }
}
