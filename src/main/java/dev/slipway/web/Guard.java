package dev.slipway.web;

import dev.slipway.config.Knob;
import dev.slipway.config.Settings;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What is refused before anybody is authenticated and before a byte of the body is read: framing that servers read
 * differently, foreign sites, plain HTTP from elsewhere, ambiguous paths. Stateless; container threads.
 */
final class Guard {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    /** Characters of all header fields; as many as the containers take that have a limit of their own, and more. */
    private static final int MOST_OF_FIELDS = 64 * 1024;
    private static final char DELETE = 0x7f;

    private final boolean insecureAllowed;
    private final Optional<String> publicUrl;

    Guard(Settings settings) {
        this.insecureAllowed = settings.flag(Knob.ALLOW_INSECURE_HTTP);
        this.publicUrl = settings.given(Knob.PUBLIC_URL).map(Guard::origin);
    }

    /**
     * Looks at everything but the body.
     *
     * @param open whether the path answers everybody; no password crosses the network for it then
     * @throws DeployException with the reason to refuse the request
     */
    void check(HttpServletRequest request, boolean open) {
        path(request.getRequestURI());
        fields(request);
        framing(request);
        if (!open) {
            transport(request);
        }
        if (!SAFE.contains(request.getMethod())) {
            site(request);
        }
    }

    private static void path(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        if (lower.contains(";") || lower.contains("%2f") || lower.contains("%5c") || lower.contains("\\")
                || lower.contains("%2e") || lower.contains("//") || (lower + "/").contains("/./")
                || (lower + "/").contains("/../")) {
            throw new DeployException(Problem.INVALID_REQUEST,
                    "The path must not have parameters, encoded separators, dot segments or empty segments");
        }
    }

    /** What some containers pass on: characters that end or hide a field elsewhere, and fields without measure. */
    private static void fields(HttpServletRequest request) {
        long size = 0;
        for (String name : Collections.list(request.getHeaderNames())) {
            for (String value : Collections.list(request.getHeaders(name))) {
                size += name.length() + value.length();
                if (value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == DELETE)) {
                    throw new DeployException(Problem.INVALID_REQUEST, "A header field has a control character in it");
                }
            }
        }
        if (size > MOST_OF_FIELDS) {
            throw new DeployException(Problem.HEADERS_TOO_LARGE, "The header fields have " + size + " characters where "
                    + MOST_OF_FIELDS + " are taken");
        }
    }

    private static void framing(HttpServletRequest request) {
        List<String> encodings = Collections.list(request.getHeaders("Transfer-Encoding"));
        if (encodings.size() > 1 || encodings.size() == 1 && !encodings.get(0).equalsIgnoreCase("chunked")) {
            throw new DeployException(Problem.INVALID_REQUEST, "The only Transfer-Encoding taken is chunked");
        }
        List<String> lengths = Collections.list(request.getHeaders("Content-Length"));
        if (lengths.size() > 1 || !lengths.isEmpty() && !encodings.isEmpty()) {
            throw new DeployException(
                    Problem.INVALID_REQUEST, "A request has either one Content-Length or Transfer-Encoding: chunked");
        }
        if (Collections.list(request.getHeaders("Content-Type")).size() > 1) {
            throw new DeployException(Problem.INVALID_REQUEST, "The request has more than one Content-Type");
        }
        List<String> codings = Collections.list(request.getHeaders("Content-Encoding"));
        if (!codings.stream().allMatch("identity"::equalsIgnoreCase)) {
            throw new DeployException(Problem.UNSUPPORTED_MEDIA_TYPE, "A Content-Encoding is not taken: send the archive"
                    + " as it is, gzip and zstd are told by their first bytes");
        }
    }

    private void transport(HttpServletRequest request) {
        if (!request.isSecure() && !insecureAllowed && !isLoopback(request.getRemoteAddr())) {
            throw new DeployException(Problem.INSECURE_TRANSPORT,
                    "Plain HTTP from another machine would show the password to the network");
        }
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress(); // a literal: nothing is looked up
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private void site(HttpServletRequest request) {
        for (String site : Collections.list(request.getHeaders("Sec-Fetch-Site"))) {
            if (!site.equals("same-origin") && !site.equals("none")) {
                throw foreign();
            }
        }
        String own = origin(request.getScheme() + "://" + request.getHeader("Host"));
        for (String origin : Collections.list(request.getHeaders("Origin"))) {
            String given = origin(origin);
            if (!given.equals(own) && !publicUrl.equals(Optional.of(given))) {
                throw foreign();
            }
        }
    }

    private static String origin(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        int afterScheme = lower.indexOf("://") + 3;
        int slash = lower.indexOf('/', afterScheme);
        String bare = slash < 0 ? lower : lower.substring(0, slash);
        return bare.replaceFirst("^(http://.*):80$", "$1").replaceFirst("^(https://.*):443$", "$1");
    }

    private static DeployException foreign() {
        return new DeployException(Problem.CROSS_SITE, "A page of another site may not change anything here");
    }
}
