package dev.slipway.release;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The home directory cannot be used, and the server must not start on it. The message is for the administrator: it says
 * why and what to do, and may name paths. It is not sent to clients.
 */
public final class HomeRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    HomeRefusedException(String message) {
        this(message, null);
    }

    HomeRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
