package dev.slipway.web;

import dev.slipway.model.Caller;
import dev.slipway.problem.DeployException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Stands before every servlet: framing, sites and transport first, then who calls. Nothing reads the body before. */
final class SecurityFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String CALLER = Caller.class.getName();

    private final transient Guard guard;
    private final transient Refusal refusal;

    SecurityFilter(Guard guard, Refusal refusal) {
        this.guard = guard;
        this.refusal = refusal;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            boolean open = Authentication.isPublic(request.getServletPath());
            guard.check(request, open);
            if (!open) {
                request.setAttribute(CALLER, Authentication.authenticate(request));
            }
        } catch (DeployException e) {
            refusal.answer(request, response, e);
            return;
        }
        chain.doFilter(request, response);
    }

    /** Who calls; the request has passed this filter. */
    static Caller caller(HttpServletRequest request) {
        if (request.getAttribute(CALLER) instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("the request did not pass the security filter");
    }
}
