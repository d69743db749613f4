package dev.slipway.client;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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
    private static final ObjectMapper JSON = new ObjectMapper();

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The body's fields in their order; empty when the body is not a JSON object. */
    Map<String, Object> json() {
        try {
            Map<String, Object> fields = JSON.readValue(body, new TypeReference<Map<String, Object>>() {});
            return fields == null ? Map.of() : Collections.unmodifiableMap(fields);
        } catch (IOException e) {
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
