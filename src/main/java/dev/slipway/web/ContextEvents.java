package dev.slipway.web;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;

/** Tells an exchange what the container says of its asynchronous context. Container threads. */
record ContextEvents(UploadExchange exchange) implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
        exchange.containerEnded();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        exchange.onError(new IOException("the container's time-out"));
    }

    @Override
    public void onError(AsyncEvent event) {
        Throwable cause = event.getThrowable();
        exchange.onError(cause == null ? new IOException("the container gave up the request") : cause);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // an exchange is never started again
    }
}
