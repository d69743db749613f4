package dev.slipway.body;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a form in the order they came; at most {@link OperationObject#MAX_BYTES} bytes of names and values in
 * all. One thread at a time.
 */
final class CollectedFields {
    private static final String TOO_MUCH = "The fields of a form may have at most " + OperationObject.MAX_BYTES
            + " bytes in all; the archive goes into the file payload";

    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private int left = OperationObject.MAX_BYTES;
    private String name = "";
    private @Nullable CollectedBytes value;

    /** A field begins. @throws DeployException {@link Problem#INVALID_REQUEST} when it was there before */
    void begin(String field) {
        if (!names.add(field)) {
            throw new DeployException(Problem.INVALID_REQUEST,
                    "The form has the field \"" + DeployException.printable(field) + "\" twice");
        }
        left = Math.max(0, left - field.length());
        name = field;
        value = new CollectedBytes(left, TOO_MUCH);
    }

    /** More of its value. @throws DeployException {@link Problem#LIMIT_EXCEEDED} when there is too much in all */
    void data(byte[] buf, int off, int len) {
        open().add(buf, off, len);
    }

    /** It ends. @return its value @throws DeployException {@link Problem#INVALID_REQUEST} when it is not UTF-8 */
    String end() {
        byte[] bytes = open().toByteArray();
        value = null;
        left -= bytes.length;
        String text = text(bytes);
        values.put(name, text);
        return text;
    }

    /** Takes back the field that ended last: it is none of the operation's. It may not come again all the same. */
    void drop() {
        values.remove(name);
    }

    /** The field that ended last is there and has no value: null stands for it. */
    void clear() {
        values.put(name, null);
    }

    /** What came so far; does not change with what comes later. */
    Map<String, Object> soFar() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    private CollectedBytes open() {
        if (value == null) {
            throw new IllegalStateException("no field is open");
        }
        return value;
    }

    private String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new DeployException(Problem.INVALID_REQUEST,
                    "The field \"" + DeployException.printable(name) + "\" is not UTF-8 text", e);
        }
    }
}
