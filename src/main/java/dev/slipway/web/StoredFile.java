package dev.slipway.web;

import dev.slipway.operation.Answer;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a request for a file gets: all of it, a part, or word that it has it already (RFC 9110 §13.2.2, §14.2). */
final class StoredFile {
    private StoredFile() {}

    /**
     * Opens the file when its bytes are wanted. Several ranges at once are answered with the whole, as the standard
     * allows.
     *
     * @param patience how long the client may take nothing, in nanoseconds
     * @throws DeployException {@link Problem#PRECONDITION_FAILED}, or {@link Problem#NOT_FOUND} when it was deleted
     */
    static Outgoing answer(Answer.Stored stored, Conditions conditions, Answering answering, long patience)
            throws IOException {
        if (conditions.fails(stored.etag())) {
            throw new DeployException(Problem.PRECONDITION_FAILED, "The entity tag is " + stored.etag());
        }
        Map<String, String> headers = new LinkedHashMap<>(stored.headers());
        headers.put("ETag", stored.etag());
        headers.put("Accept-Ranges", "bytes");
        if (conditions.has(stored.etag())) {
            return new Streamed(304, headers, ByteSource.EMPTY, patience);
        }
        headers.put("Content-Type", stored.mediaType());
        FileChannel file = open(stored);
        try {
            return part(file, file.size(), conditions.rangeOf(stored.etag()), headers, answering, patience);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static FileChannel open(Answer.Stored stored) throws IOException {
        try {
            return FileChannel.open(stored.file());
        } catch (NoSuchFileException e) {
            throw new DeployException(Problem.NOT_FOUND, "It is not kept any more", e);
        }
    }

    /**
     * What is wanted of a file that is open.
     *
     * @param file closed with the answer, or with this when there is nothing to send
     * @param wanted the field that asks for a part
     * @param headers changed by this
     */
    static Outgoing part(FileChannel file, long size, Optional<String> wanted, Map<String, String> headers,
            Answering answering, long patience) throws IOException {
        ByteRange all = new ByteRange(0, size);
        Optional<ByteRange> range = wanted.flatMap(field -> ByteRange.parse(field, size));
        if (range.isPresent() && range.get().length() == 0) {
            file.close();
            return answering.failure(new DeployException(Problem.RANGE_NOT_SATISFIABLE, "There are " + size + " bytes"))
                    .with("Content-Range", range.get().of(size)).with("Accept-Ranges", "bytes");
        }
        range.ifPresent(part -> headers.put("Content-Range", part.of(size)));
        headers.put("Content-Length", Long.toString(range.orElse(all).length()));
        return new Streamed(range.isPresent() ? 206 : 200, headers, new FileSource(file, range.orElse(all)), patience);
    }
}
