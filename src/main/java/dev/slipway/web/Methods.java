package dev.slipway.web;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;

/** The methods that an address takes. */
final class Methods {
    private Methods() {}

    /** @throws DeployException {@link Problem#METHOD_NOT_ALLOWED} for any other method; {@code Allow} is set then */
    static void require(HttpServletRequest request, HttpServletResponse response, String... methods) {
        if (!List.of(methods).contains(request.getMethod())) {
            String allow = String.join(", ", methods);
            response.setHeader("Allow", allow);
            throw new DeployException(Problem.METHOD_NOT_ALLOWED, "This address takes " + allow);
        }
    }
}
