package dev.slipway.client;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.model.DeploymentId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A request that changes what is there, whole in memory. It knows whether a server may have it by now; any thread. */
final class Command implements Exchange.Request {
    private final byte[] bytes;
    private volatile boolean sent;

    private Command(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * An operation without an archive.
     *
     * @param id of the deployment that it makes; empty where it makes none
     */
    static Command operation(RequestHead head, Map<String, Object> operation, Optional<DeploymentId> id) {
        byte[] body = ObjectWriter.write(operation, Format.JSON);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(head.operation("application/json", body.length, named(id)));
        whole.writeBytes(body);
        return new Command(whole.toByteArray());
    }

    /**
     * A request without a body.
     *
     * @param id of the deployment that it makes; empty where it makes none
     */
    static Command bare(RequestHead head, String method, String below, Map<String, String> query,
            Optional<DeploymentId> id) {
        String encoded = query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return new Command(head.bare(method, encoded.isEmpty() ? below : below + "?" + encoded, "application/json",
                named(id)));
    }

    private static String named(Optional<DeploymentId> id) {
        return id.map(chosen -> "Slipway-Deployment-Id: " + chosen + "\r\n").orElse("");
    }

    @Override
    public void writeTo(OutputStream wire) throws IOException {
        sent = true;
        wire.write(bytes);
    }

    /** Whether any of it was sent. */
    boolean isSent() {
        return sent;
    }
}
