package dev.slipway.client;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * Address of a server: {@code http} or {@code https}, a host, perhaps a port and a context path. The path always ends
 * with a slash: containers redirect a context path without it, and a redirected upload loses its body.
 */
public record Target(URI uri) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** @throws IllegalArgumentException when it is not such an address; the message says what is wrong */
    public Target {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("the target must begin with http:// or https://, for example "
                    + "http://127.0.0.1:9925/");
        }
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        if (authority.contains("@")) {
            throw new IllegalArgumentException("the target must not hold a user or a password");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException(authority.isEmpty() ? "the target has no host name"
                    : "the target's host or port is not legal: a host name has letters, digits, dots and dashes only");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new IllegalArgumentException("the target's port is not one: " + uri.getPort());
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("the target must not hold a query or a fragment");
        }
        String path = uri.getRawPath();
        if (!path.endsWith("/")) {
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            uri = URI.create(scheme + "://" + uri.getHost() + port + path + "/");
        }
    }

    /**
     * Reads an address as a person types it.
     *
     * @throws IllegalArgumentException when it is not one
     */
    public static Target of(String text) {
        try {
            return new Target(new URI(text.strip()));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the target is not an address: " + e.getReason()
                    + "; an example of one is http://127.0.0.1:9925/");
        }
    }

    /** Whether the connection is encrypted. */
    public boolean isSecure() {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    /** Whether the host is this machine. Looks the name up. */
    public boolean isLoopback() {
        try {
            return InetAddress.getByName(host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** The host without the brackets of an IPv6 address. */
    String host() {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
        return uri.getPort() > 0 ? uri.getPort() : isSecure() ? HTTPS_PORT : HTTP_PORT;
    }

    /** The value of the Host header (RFC 9110 §7.2). */
    String authority() {
        return uri.getPort() > 0 ? uri.getHost() + ":" + uri.getPort() : uri.getHost();
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
