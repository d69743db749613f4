package dev.slipway.web;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Tells what the container says of an asynchronous context. Container threads.
 *
 * @param failed told why the container gave the request up
 * @param ended called when it is over
 */
record ContextEvents(Consumer<Throwable> failed, Runnable ended) implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
        ended.run();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        failed.accept(new IOException("the container's time-out"));
    }

    @Override
    public void onError(AsyncEvent event) {
        Throwable cause = event.getThrowable();
        failed.accept(cause == null ? new IOException("the container gave up the request") : cause);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // an exchange is never started again
    }
}
