package dev.slipway.web;

import dev.slipway.body.RequestBody;

/** Where a body goes that nobody wants. */
final class DiscardedBody implements RequestBody {
    @Override
    public void write(byte[] buffer, int offset, int length) {
        // nobody wants it
    }

    @Override
    public void end() {
        // nobody waits for it
    }
}
