package dev.slipway.web;

import java.io.IOException;

/** A request that cannot be touched any more: the container has ended it, or a touch before has failed. */
final class ClosedGateException extends IOException {
    private static final long serialVersionUID = 1L;

    ClosedGateException() {
        super("the request has ended");
    }
}
