package dev.slipway.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Explains answers that send on to another address. They are not followed: an upload would lose its body or be sent
 * twice, and the password would go to an address that nobody named.
 */
final class Redirect {
    private static final Pattern LOGIN =
            Pattern.compile("(?i)(log-?in|sign-?in|sso|saml|oauth|oidc|openid|authorize|auth|cas)(?=[/._?-]|$)");
    private static final Pattern COMPONENT = Pattern.compile("components/[^/]*/?$");

    private Redirect() {}

    static DeployFailedException explain(Target target, Answer answer) {
        URI to = location(target, answer.header("location"));
        String told = target + " sends on to " + (to == null ? "an address that is none" : shown(to)) + " ("
                + answer.status() + ")";
        if (to != null && LOGIN.matcher(to.getPath()).find() && !isSamePlace(target, to)) {
            return ForeignAnswer.loginPage(told, answer);
        }
        return DeployFailedException.answered(FailureKind.REFUSED, "redirected",
                told + ", and an upload that is sent on loses its body", remedy(target, to), answer);
    }

    private static String remedy(Target target, @Nullable URI to) {
        if (to == null) {
            return ForeignAnswer.CHECK_ADDRESS;
        }
        if (isSamePlace(target, to)) {
            return "That is the same address: a proxy between is set up wrongly, look into its log.";
        }
        return "Use that address as the target, if you trust it: " + server(to);
    }

    private static boolean isSamePlace(Target target, URI to) {
        return server(to).equals(target.toString());
    }

    /** The address of the server, of which a component's address was asked for. */
    private static String server(URI to) {
        return COMPONENT.matcher(shown(to)).replaceFirst("");
    }

    /** Without a query or path parameters, which may hold sessions and tickets. */
    private static String shown(URI to) {
        String port = to.getPort() < 0 ? "" : ":" + to.getPort();
        String path = to.getRawPath() == null ? "/" : to.getRawPath().split(";", 2)[0];
        return ShownAnswer.line(to.getScheme() + "://" + to.getHost() + port + path);
    }

    private static @Nullable URI location(Target target, String location) {
        try {
            URI to = target.uri().resolve(new URI(location));
            return location.isEmpty() || to.getHost() == null || to.getPath() == null ? null : to;
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
