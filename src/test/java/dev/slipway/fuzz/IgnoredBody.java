package dev.slipway.fuzz;

import dev.slipway.body.BodyListener;
import dev.slipway.model.Digest;
import java.util.Map;

/** Is told, and keeps nothing. */
final class IgnoredBody implements BodyListener {
    @Override
    public void operation(Map<String, Object> operation) {}

    @Override
    public void payloadFirst() {}

    @Override
    public void amended(Map<String, Object> operation) {}

    @Override
    public void payload(byte[] buf, int off, int len) {}

    @Override
    public void digest(Digest declared) {}

    @Override
    public void complete(boolean payloadSeen) {}
}
