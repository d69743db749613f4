package dev.slipway.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes an object piece by piece, of any size, through one buffer of some KiB. In CBOR maps and arrays have no length
 * at their beginning, texts have. What is not ended by its writer stays without an end, so that it does not look whole.
 * One thread.
 */
public final class ObjectStream implements Closeable {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET).disable(StreamWriteFeature.AUTO_CLOSE_CONTENT).build();
    private static final CBORFactory CBOR = CBORFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET).disable(StreamWriteFeature.AUTO_CLOSE_CONTENT).build();

    private final JsonGenerator out;
    private final Format format;

    private ObjectStream(JsonGenerator out, Format format) {
        this.out = out;
        this.format = format;
    }

    /** Into a stream that is not closed. */
    public static ObjectStream to(OutputStream out, Format format) throws IOException {
        JsonFactory factory = format == Format.JSON ? JSON : CBOR;
        return new ObjectStream(factory.createGenerator(out), format);
    }

    /** Begins an object. */
    public ObjectStream object() throws IOException {
        out.writeStartObject();
        return this;
    }

    /** Ends the innermost object. */
    public ObjectStream endObject() throws IOException {
        out.writeEndObject();
        return this;
    }

    /** Begins an array. */
    public ObjectStream array() throws IOException {
        out.writeStartArray();
        return this;
    }

    /** Ends the innermost array. */
    public ObjectStream endArray() throws IOException {
        out.writeEndArray();
        return this;
    }

    /** Names the next value of the object. */
    public ObjectStream name(String name) throws IOException {
        out.writeFieldName(name);
        return this;
    }

    /** A text. */
    public ObjectStream text(String text) throws IOException {
        if (format == Format.JSON) {
            out.writeString(text);
        } else {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8); // the generator would cut long ones into chunks
            out.writeUTF8String(utf8, 0, utf8.length);
        }
        return this;
    }

    /** A whole number. */
    public ObjectStream number(long number) throws IOException {
        out.writeNumber(number);
        return this;
    }

    /** A value with all that is in it, of the kinds that {@link ObjectWriter} takes. */
    public ObjectStream value(@Nullable Object value) throws IOException {
        ObjectWriter.value(out, value);
        return this;
    }

    /** Writes out what is buffered. */
    @Override
    public void close() throws IOException {
        out.close();
    }
}
