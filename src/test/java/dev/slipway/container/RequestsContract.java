package dev.slipway.container;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What Python's {@code requests} sends. */
interface RequestsContract extends ClientContract {
    @Test
    default void requestsSendsWhatAGeneratorYields(TestInfo test) throws Exception {
        deploys(test, "requests/raw-chunked.py");
    }

    @Test
    default void requestsSendsAnOpenFile(TestInfo test) throws Exception {
        deploys(test, "requests/raw-length.py");
    }

    @Test
    default void requestsSendsFieldsAndFiles(TestInfo test) throws Exception {
        deploys(test, "requests/fields-length.py");
    }

    @Test
    default void requestsSendsAJsonPartAndAFile(TestInfo test) throws Exception {
        deploys(test, "requests/object-json-length.py");
    }

    @Test
    default void requestsSendsJson(TestInfo test) throws Exception {
        deploys(test, "requests/json-length.py");
    }
}
