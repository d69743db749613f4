package dev.slipway.body;

import dev.slipway.codec.Format;
import dev.slipway.codec.MediaType;
import dev.slipway.multipart.MultipartType;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import org.jspecify.annotations.Nullable;

/** Chooses how to read a request body of the operations endpoint. */
public final class RequestBodies {
    private RequestBodies() {}

    /**
     * The body for a Content-Type: multipart/form-data, /mixed or /related, application/json or application/cbor.
     *
     * @param contentType the one Content-Type field of the request, or null when there is none
     * @param listener is told what the body contains
     * @throws DeployException {@link Problem#UNSUPPORTED_MEDIA_TYPE} for any other type,
     *         {@link Problem#MALFORMED_BODY} when the boundary of a multipart type is missing or illegal
     */
    public static RequestBody of(@Nullable String contentType, BodyListener listener) {
        if (MultipartType.isMultipart(contentType)) {
            return new MultipartBody(MultipartType.parse(contentType), listener);
        }
        Format format = MediaType.parse(contentType).flatMap(Format::of).orElseThrow(RequestBodies::unsupported);
        return new ObjectBody(format, listener);
    }

    private static DeployException unsupported() {
        return new DeployException(Problem.UNSUPPORTED_MEDIA_TYPE,
                "The Content-Type must be multipart/form-data, application/json or application/cbor");
    }
}
