package dev.slipway.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * How a standalone server is to be started.
 *
 * @param host the address to bind, a name or a number
 * @param port 1 to 65535, or 0 for any free port
 * @param home the home directory; created when it does not exist
 * @param adminPassword password of the user {@code admin} for this run, or null: the server then takes
 *     {@code SLIPWAY_ADMIN_PASSWORD}, the password stored in the home, or makes one at the first start
 */
public record ServerOptions(String host, int port, Path home, @Nullable String adminPassword) {
    private static final int PASSWORD_BYTES = 16;

    /** @throws IllegalArgumentException when the host is empty or the port is not one */
    public ServerOptions {
        if (host.isBlank()) {
            throw new IllegalArgumentException("the host is empty");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is a number from 0 to 65535, not " + port);
        }
    }

    /** A password of 128 random bits, in letters, digits, {@code -} and {@code _}. */
    public static String newPassword() {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** Without the password, which is no one's to print. */
    @Override
    public String toString() {
        return "ServerOptions[host=" + host + ", port=" + port + ", home=" + home + "]";
    }
}
