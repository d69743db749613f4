package dev.slipway.web;

import dev.slipway.model.Caller;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Stands before every servlet: framing, sites and transport first, then who calls. Nothing reads the body before. What a
 * servlet does not catch becomes an answer like any other here.
 */
final class SecurityFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String CALLER = Caller.class.getName();

    private final transient Guard guard;
    private final transient Authentication users;
    private final transient NodeAuthentication nodes;
    private final transient Refusal refusal;

    SecurityFilter(Guard guard, Authentication users, NodeAuthentication nodes, Refusal refusal) {
        this.guard = guard;
        this.users = users;
        this.nodes = nodes;
        this.refusal = refusal;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Attempt attempt = Attempt.begin(request);
        boolean open = Authentication.isPublic(request.getServletPath());
        try {
            guard.check(request, open);
            if (NodeAuthentication.isFor(request)) {
                nodes.require(request);
            } else if (!open) {
                request.setAttribute(CALLER, users.authenticate(request));
            }
            chain.doFilter(request, response);
        } catch (DeployException e) {
            refusal.answer(request, response, e);
        } catch (RuntimeException | Error e) { // else the container would answer, with a page of its own
            failed(request, response, e);
        } finally {
            if (!open && !request.isAsyncStarted()) {
                attempt.end(); // else the completion of the request tells
            }
        }
    }

    private void failed(HttpServletRequest request, HttpServletResponse response, Throwable failure)
            throws IOException, ServletException {
        if (response.isCommitted() || request.isAsyncStarted()) {
            throw new ServletException("a request failed that had been answered", failure);
        }
        refusal.answer(request, response, new DeployException(Problem.INTERNAL, "The server failed", failure));
    }

    /** Who calls; the request has passed this filter. */
    static Caller caller(HttpServletRequest request) {
        if (request.getAttribute(CALLER) instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("the request did not pass the security filter");
    }
}
