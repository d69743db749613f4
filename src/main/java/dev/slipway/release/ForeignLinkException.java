package dev.slipway.release;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What stands at {@code live/<project>} was not put there by Slipway. The message is fit for clients. */
final class ForeignLinkException extends IOException {
    private static final long serialVersionUID = 1L;

    ForeignLinkException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
