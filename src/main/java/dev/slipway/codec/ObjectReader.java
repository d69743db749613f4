package dev.slipway.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Reads an operation object that is whole in memory, from JSON (RFC 8259) or CBOR (RFC 8949).
 *
 * <p>The values are {@code String}, {@code Boolean}, {@code Long}, {@code Double} (only where there is a fraction, or
 * beyond 2^53), {@code List}, {@code Map} and {@code byte[]} (CBOR byte strings). A key whose value is null or
 * undefined is as good as absent and left out; in lists null stays.
 *
 * <p>Strict, because two readers of one text must never understand two things: no key twice, nothing behind the
 * object, no invalid UTF-8, no number that a {@code Long} or a finite {@code Double} cannot hold. Depth is at most
 * {@value #MAX_DEPTH}; a length that the input claims is never allocated before so many bytes are there. The caller
 * bounds the size of the input. Stateless; any thread. Failures never quote the input: it may hold secrets.
 */
public final class ObjectReader {
    /** How deep objects and lists may be nested, the outermost object counted. */
    public static final int MAX_DEPTH = 32;

    /**
     * Values in all, objects and lists counted. An empty object is one byte in CBOR and some eighty on the heap: without
     * this bound a body of 1 MiB would take as much as a small server has.
     */
    public static final int MAX_VALUES = 10_000;

    private static final int MAX_NUMBER_LENGTH = 128;
    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH).maxNumberLength(MAX_NUMBER_LENGTH).build();
    private static final JsonFactory JSON = JsonFactory.builder().streamReadConstraints(CONSTRAINTS)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    private static final CBORFactory CBOR = CBORFactory.builder().streamReadConstraints(CONSTRAINTS)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private ObjectReader() {}

    /**
     * Reads an object whose notation its first byte tells.
     *
     * @throws DeployException {@link Problem#INVALID_REQUEST} when it is not one legal object
     */
    public static Map<String, Object> read(byte[] bytes) {
        Format format = bytes.length == 0 ? Format.JSON : Format.ofFirstByte(bytes[0]).orElse(Format.JSON);
        return read(bytes, format);
    }

    /**
     * Reads an object of a known notation.
     *
     * @throws DeployException {@link Problem#INVALID_REQUEST} when it is not one legal object
     */
    public static Map<String, Object> read(byte[] bytes, Format format) {
        try (JsonParser parser = open(bytes, format)) {
            return new ValueReader(parser, format).root();
        } catch (IOException e) {
            throw notLegal(format);
        }
    }

    private static JsonParser open(byte[] bytes, Format format) throws IOException {
        if (format == Format.JSON) {
            return JSON.createParser(strictText(bytes));
        }
        if (!CborText.isStrict(bytes)) {
            throw notLegal(format);
        }
        return CBOR.createParser(bytes);
    }

    /** Decoded here, since the parser would guess UTF-16 and UTF-32 and let overlong forms pass. */
    private static String strictText(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new DeployException(Problem.INVALID_REQUEST, "The operation object is not valid UTF-8");
        }
    }

    /** Without the parser's own message and cause, both of which may quote the input. */
    private static DeployException notLegal(Format format) {
        return new DeployException(Problem.INVALID_REQUEST, "The operation object is not valid " + format
                + ", is nested deeper than " + MAX_DEPTH + " levels, or has something behind it");
    }
}
