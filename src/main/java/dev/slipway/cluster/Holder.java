package dev.slipway.cluster;

import java.net.URI;
import java.util.Locale;

/**
 * A node that may have a payload.
 *
 * @param node its id, for the log
 * @param base address of its web application, {@code http} or {@code https}, with the context path if there is one
 */
public record Holder(String node, URI base) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** @throws IllegalArgumentException when it is not such an address */
    public Holder {
        String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") || base.getHost() == null || base.getRawQuery() != null
                || base.getRawFragment() != null || base.getRawUserInfo() != null) {
            throw new IllegalArgumentException("the address of a node is http or https with a host, without a user, a query or a fragment");
        }
    }

    boolean isSecure() {
        return base.getScheme().equalsIgnoreCase("https");
    }

    /** Name or address, without the brackets of IPv6. */
    String host() {
        String host = base.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
        int standard = isSecure() ? HTTPS_PORT : HTTP_PORT;
        return base.getPort() < 0 ? standard : base.getPort();
    }

    /** The target of a request for something below the web application. @param path begins with a slash */
    String target(String path) {
        String context = base.getRawPath() == null ? "" : base.getRawPath();
        return (context.endsWith("/") ? context.substring(0, context.length() - 1) : context) + path;
    }

    @Override
    public String toString() {
        return node + " (" + base + ")";
    }
}
