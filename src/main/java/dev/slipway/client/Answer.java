package dev.slipway.client;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import dev.slipway.problem.DeployException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;

/**
 * An HTTP answer, read whole.
 *
 * @param status 200 to 599
 * @param headers names in lower case; of several with one name the last
 * @param body at most {@link AnswerReader#MAX_BODY_BYTES}
 */
record Answer(int status, Map<String, String> headers, byte[] body) {
    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The body's fields in their order; empty when the body is not a JSON object. */
    Map<String, Object> json() {
        try {
            return Collections.unmodifiableMap(ObjectReader.read(body, Format.JSON));
        } catch (DeployException e) {
            return Map.of();
        }
    }

    String header(String lowerCaseName) {
        return headers.getOrDefault(lowerCaseName, "");
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
