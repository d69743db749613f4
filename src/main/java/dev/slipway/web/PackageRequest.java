package dev.slipway.web;

import dev.slipway.codec.AcceptNegotiation;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** {@code GET /components/{project}/package}: the live tree, packed as the client takes it. */
final class PackageRequest {
    private static final Set<String> PARAMETERS = Set.of("skip_node_modules", "skip_symlinks");
    /** Field {@code compression} of the operation by media type, the usual one first. */
    private static final List<Form> FORMS = List.of(new Form("application/gzip", "gzip"),
            new Form("application/zstd", "zstd"), new Form("application/x-tar", "none"));

    private record Form(String mediaType, String compression) {}

    private PackageRequest() {}

    /** Begins. @throws DeployException {@link Problem#NOT_ACCEPTABLE} when none of the forms is taken */
    static void begin(SlipwayServer server, PayloadTypes payloadTypes, ProjectName project, HttpServletRequest request,
            HttpServletResponse response) {
        Map<String, Object> operation = new LinkedHashMap<>(QueryString.parse(request.getQueryString(), PARAMETERS));
        operation.put("operation", "package_component");
        operation.put("project", project.value());
        operation.put("stream", true);
        operation.put("compression", compression(payloadTypes, accept(request), request.getHeader("Accept-Encoding")));
        ResourceCall.begin(server, request, response, operation, UnaryOperator.identity());
    }

    private static @Nullable String accept(HttpServletRequest request) {
        List<String> lines = Collections.list(request.getHeaders("Accept"));
        return lines.isEmpty() ? null : String.join(",", lines);
    }

    /**
     * The form that is liked best; where {@code Accept} leaves it open, {@code Accept-Encoding} decides.
     *
     * @param payloadTypes what this process reads, and so what it can make
     */
    static String compression(PayloadTypes payloadTypes, @Nullable String accept, @Nullable String encodings) {
        List<String> possible = payloadTypes.names();
        int best = 0;
        Optional<Form> chosen = Optional.empty();
        for (Form form : FORMS) {
            int weight = AcceptNegotiation.weight(accept, form.mediaType());
            int liked = 2 * weight + (named(encodings, form.compression()) ? 1 : 0);
            if (weight > 0 && liked > best && possible.contains(form.mediaType())) {
                best = liked;
                chosen = Optional.of(form);
            }
        }
        return chosen.orElseThrow(() -> new DeployException(Problem.NOT_ACCEPTABLE,
                "A package is sent as one of " + payloadTypes)).compression();
    }

    private static boolean named(@Nullable String encodings, String compression) {
        if (encodings == null) {
            return false;
        }
        for (String element : encodings.toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = element.strip().split("\\s*;\\s*");
            boolean refused = parts.length > 1 && parts[1].matches("q=0(\\.0*)?");
            if (!refused && parts[0].equals(compression.equals("none") ? "identity" : compression)) {
                return true;
            }
        }
        return false;
    }
}
