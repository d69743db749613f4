package dev.slipway.web;

import dev.slipway.model.Caller;
import dev.slipway.model.Role;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Asks the container's realm who calls: {@code Authorization: Basic} (RFC 7617) through
 * {@link HttpServletRequest#login}; or the administrator's file, for {@code Bearer} (RFC 6750). Enforced here and not by a {@code security-constraint}, because not every container
 * enforces one. Leaves no session and no login behind. Container threads; the realm may take its time.
 */
final class Authentication {
    private static final int SCHEME = "Bearer ".length();
    private static final System.Logger LOG = System.getLogger(Authentication.class.getName());

    private final BearerTokens tokens;

    /** @param tokens who is let in without the realm */
    Authentication(BearerTokens tokens) {
        this.tokens = tokens;
    }

    /** @throws DeployException {@link Problem#NOT_AUTHENTICATED} */
    Caller authenticate(HttpServletRequest request) {
        List<String> given = Collections.list(request.getHeaders("Authorization"));
        if (given.isEmpty()) {
            throw new DeployException(Problem.NOT_AUTHENTICATED, "Must login");
        }
        String header = given.get(0);
        if (given.size() == 1 && header.regionMatches(true, 0, "Bearer ", 0, SCHEME)) {
            Caller caller = tokens.caller(header.substring(SCHEME).strip(), request.getRemoteAddr())
                    .orElseThrow(() -> new DeployException(Problem.NOT_AUTHENTICATED, "invalid token"));
            Attempt.of(request).user(caller.name());
            return caller;
        }
        if (given.size() > 1 || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
            throw failed();
        }
        String[] credentials = credentials(header.substring(6).strip());
        return login(request, credentials[0], credentials[1]);
    }

    private static String[] credentials(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            int colon = text.indexOf(':');
            if (colon > 0) {
                return new String[] {text.substring(0, colon), text.substring(colon + 1)};
            }
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw failed();
        }
        throw failed();
    }

    private static Caller login(HttpServletRequest request, String user, String password) {
        Attempt.of(request).user(user);
        boolean before = request.getSession(false) != null;
        try {
            boolean known = request.getUserPrincipal() != null && user.equals(request.getUserPrincipal().getName());
            if (!known) {
                request.login(user, password);
            }
            Caller caller = new Caller(user, highestRole(request), request.getRemoteAddr());
            if (!known) {
                request.logout();
            }
            return caller;
        } catch (ServletException e) {
            throw failed();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the container's realm failed", e);
            throw failed();
        } finally {
            forgetSession(request, before);
        }
    }

    private static Optional<Role> highestRole(HttpServletRequest request) {
        Optional<Role> highest = Optional.empty();
        for (Role role : Role.values()) {
            if (request.isUserInRole(role.realmName())) {
                highest = Optional.of(role);
            }
        }
        return highest;
    }

    /** Some realms keep a login in a session that they make; nobody would ever come back to it. */
    private static void forgetSession(HttpServletRequest request, boolean before) {
        HttpSession session = request.getSession(false);
        if (session != null && !before) {
            session.invalidate();
        }
    }

    private static DeployException failed() {
        return new DeployException(Problem.NOT_AUTHENTICATED, "Login failed");
    }

    /** Whether the servlet at this path answers everybody. */
    static boolean isPublic(String servletPath) {
        return servletPath.equals("/health");
    }
}
