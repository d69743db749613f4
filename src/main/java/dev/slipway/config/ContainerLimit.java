package dev.slipway.config;

/**
 * A limit that the container itself sets on bodies and that the application only knows of.
 *
 * @param name the container's name for it, for example {@code max-post-size}
 * @param bytes largest body, more than 0
 * @param onlyWithLength whether it holds for bodies with a {@code Content-Length} alone, not for chunked ones
 */
public record ContainerLimit(String name, long bytes, boolean onlyWithLength) {
    /** Name of the request attribute under which the part that knows the container leaves it. */
    public static final String ATTRIBUTE = "dev.slipway.container-limit";
}
