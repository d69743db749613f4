package dev.slipway.deploy;

import dev.slipway.model.ProjectName;

/** The right to change what is live or kept of a project: one holder at a time, for moments. */
@FunctionalInterface
public interface ActivationHolds {
    /** Waits until nobody else holds the project. Not called by one who holds a project already. */
    Hold hold(ProjectName project);

    /** A right that is held; closing it gives it back. */
    @FunctionalInterface
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }
}
