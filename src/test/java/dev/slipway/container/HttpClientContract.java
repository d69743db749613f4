package dev.slipway.container;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What {@link java.net.http.HttpClient} sends. */
interface HttpClientContract extends ClientContract {
    @Test
    default void httpClientSendsAnInputStream(TestInfo test) throws Exception {
        deploys(test, "httpclient/RawChunked.java");
    }

    @Test
    default void httpClientSendsAnInputStreamAndAsksForHttp2(TestInfo test) throws Exception {
        deploys(test, "httpclient/RawUpgrade.java");
    }

    @Test
    default void httpClientSendsAFile(TestInfo test) throws Exception {
        deploys(test, "httpclient/RawLength.java");
    }

    @Test
    default void httpClientSendsAForm(TestInfo test) throws Exception {
        deploys(test, "httpclient/FieldsLength.java");
    }

    @Test
    default void httpClientSendsJson(TestInfo test) throws Exception {
        deploys(test, "httpclient/JsonLength.java");
    }
}
