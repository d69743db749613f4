package dev.slipway.web.undertow;

import java.util.Set;

/** Which requests carry an archive: the operations endpoint and {@code PUT /components/{project}}. */
final class UploadPaths {
    private static final Set<String> OPERATIONS = Set.of("", "/", "/operations", "/operations/");
    private static final String COMPONENTS = "/components/";

    private UploadPaths() {}

    /**
     * @param method the HTTP method
     * @param path below the context path
     */
    static boolean take(String method, String path) {
        return switch (method) {
            case "POST" -> OPERATIONS.contains(path);
            case "PUT" -> path.length() > COMPONENTS.length() && path.startsWith(COMPONENTS)
                    && path.indexOf('/', COMPONENTS.length()) < 0;
            default -> false;
        };
    }
}
