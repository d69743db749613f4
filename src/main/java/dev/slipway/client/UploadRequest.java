package dev.slipway.client;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import dev.slipway.archive.Compression;
import dev.slipway.archive.DigestedOutput;
import dev.slipway.archive.PackProgress;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request of one attempt to deploy: {@code multipart/form-data} (RFC 7578) of the operation object in CBOR, the archive, and
 * the archive's digest, which is known only when everything is packed. Made while it is sent.
 *
 * <p>The sender's thread writes it; the caller's thread asks how far it is, and for the result when it was sent.
 */
final class UploadRequest implements Exchange.Request {
    private static final CBORFactory CBOR = new CBORFactory();
    private static final int BOUNDARY_BYTES = 16;

    private final DeployRequest deploy;
    private final RequestHead head;
    private final Packing how;
    private final DeploymentId id;
    private final PackProgress packing = new PackProgress();
    private final String boundary;
    private volatile @Nullable ChunkedOutput body;
    private volatile @Nullable Sent sent;

    /** What was sent. */
    record Sent(Digest digest, long size) {}

    UploadRequest(DeployRequest deploy, RequestHead head, Packing how, DeploymentId id) {
        this.deploy = deploy;
        this.head = head;
        this.how = how;
        this.id = id;
        byte[] random = new byte[BOUNDARY_BYTES];
        new SecureRandom().nextBytes(random);
        this.boundary = "slipway-" + HexFormat.of().formatHex(random);
    }

    @Override
    public void writeTo(OutputStream wire) throws IOException {
        wire.write(head.upload("multipart/form-data; boundary=" + boundary, id, fields()));
        ChunkedOutput out = new ChunkedOutput(wire);
        body = out;
        write(out, "--" + boundary + part("operation", "", "application/cbor"));
        out.write(operation());
        Compression method = how.compression().method();
        write(out, "\r\n--" + boundary
                + part("payload", "; filename=\"package" + method.extension() + "\"", method.mediaType()));
        DigestedOutput payload = new DigestedOutput(out);
        how.packager().pack(payload, packing);
        Digest digest = new Digest(payload.sha256());
        write(out, "\r\n--" + boundary + part("digest", "", "text/plain") + digest.field());
        write(out, "\r\n--" + boundary + "--\r\n");
        sent = new Sent(digest, payload.size());
        out.finish();
    }

    @Override
    public long stuckNanos() {
        ChunkedOutput out = body;
        return out == null ? 0 : out.stuckNanos();
    }

    @Override
    public boolean takesEffect() {
        return sent != null;
    }

    /** A request that was carried out before is answered as it was then, without a look at the archive. */
    @Override
    public boolean mayBeAnsweredAtOnce() {
        return deploy.idempotencyKey().isPresent();
    }

    /** How far it is; any thread. */
    DeployProgress progress(DeployPhase phase) {
        return new DeployProgress(phase, packing.files(), packing.bytes(), sentBytes(), packing.current());
    }

    /** Bytes of the body that the network has taken; any thread. */
    long sentBytes() {
        ChunkedOutput out = body;
        return out == null ? 0 : out.sent();
    }

    /** Bytes of the body that the server may have seen; any thread. */
    long givenBytes() {
        ChunkedOutput out = body;
        return out == null ? 0 : out.given();
    }

    /** What was packed so far; any thread. */
    PackProgress packing() {
        return packing;
    }

    /** @throws IllegalStateException when it was not sent whole */
    Sent sent() {
        Sent whole = sent;
        if (whole == null) {
            throw new IllegalStateException("not everything was sent");
        }
        return whole;
    }

    /** Definite lengths only, which every decoder takes. */
    private byte[] operation() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (CBORGenerator cbor = CBOR.createGenerator(bytes)) {
            int optional = (deploy.message().isPresent() ? 1 : 0) + (deploy.activates() ? 0 : 1) + (deploy.queues() ? 1 : 0)
                    + (deploy.stripped() > 0 ? 1 : 0) + deploy.terms().fields().size();
            cbor.writeStartObject(null, 2 + optional);
            cbor.writeStringField("operation", "deploy_component");
            cbor.writeStringField("project", deploy.project().value());
            if (deploy.message().isPresent()) {
                cbor.writeStringField("message", deploy.message().get());
            }
            if (!deploy.activates()) {
                cbor.writeBooleanField("activate", false);
            }
            if (deploy.queues()) {
                cbor.writeBooleanField("queue", true);
            }
            if (deploy.stripped() > 0) {
                cbor.writeNumberField("strip_components", deploy.stripped());
            }
            for (Map.Entry<String, String> term : deploy.terms().fields().entrySet()) {
                cbor.writeStringField(term.getKey(), term.getValue());
            }
            cbor.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** Header fields that ask for a certain treatment. */
    private String fields() {
        return (deploy.detached() ? "Prefer: respond-async\r\n" : "")
                + deploy.idempotencyKey().map(key -> "Idempotency-Key: " + key + "\r\n").orElse("");
    }

    private static String part(String name, String more, String type) {
        return "\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more + "\r\nContent-Type: " + type
                + "\r\n\r\n";
    }

    private static void write(OutputStream out, String ascii) throws IOException {
        out.write(ascii.getBytes(StandardCharsets.US_ASCII));
    }
}
