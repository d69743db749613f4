package dev.slipway.web;

import dev.slipway.cluster.NodeToken;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer before it is written.
 *
 * @param status HTTP status
 * @param body the answer as an object
 * @param headers further header fields
 * @param problem whether it tells of a failure
 */
record Reply(int status, Map<String, Object> body, Map<String, String> headers, boolean problem)
        implements Outgoing {
    /** Which form failures take. */
    enum Face {
        /** {@code {"error": text, "code": …}}: the operations endpoint. */
        OPERATIONS,
        /** {@code application/problem+json} (RFC 9457): the resources. */
        RESOURCES,
        /** As {@link #RESOURCES}, at the addresses that are for nodes. */
        NODES
    }

    private static final String FOR_NODES = "Nodes show who they are by slipway.cluster-secret: set the same on all of them, and"
            + " keep their clocks together. Users ask at the other addresses.";

    /** For when not even an answer can be made. */
    static final Reply LAST_RESORT =
            new Reply(500, Map.of("error", "The server failed", "code", "internal"), Map.of(), true);

    static Reply ok(Map<String, Object> body) {
        return new Reply(200, body, Map.of(), false);
    }

    /** The failure as the face tells it; both read the same table. */
    static Reply of(DeployException failure, Face face) {
        Problem problem = failure.problem();
        Map<String, Object> body = new LinkedHashMap<>();
        if (face == Face.OPERATIONS) {
            body.put("error", failure.detail());
        } else {
            body.put("type", "urn:slipway:problem:" + problem.code());
            body.put("title", problem.title());
            body.put("status", problem.status());
            body.put("detail", failure.detail());
        }
        body.put("code", problem.code());
        if (failure.entry() != null) {
            body.put("entry", failure.entry());
        }
        if (failure.holder() != null) {
            body.put("deployment_id", failure.holder());
        }
        DeployException.LimitHit limit = failure.limit();
        if (limit != null) {
            body.put("limit", limit.knob());
            body.put("allowed", limit.allowed());
            body.put("seen", limit.seen());
        }
        body.put("remedy", problem == Problem.NOT_AUTHENTICATED && face == Face.NODES ? FOR_NODES : problem.remedy());
        return new Reply(problem.status(), body, headers(problem, face), true);
    }

    private static Map<String, String> headers(Problem problem, Face face) {
        return switch (problem) {
            case NOT_AUTHENTICATED -> Map.of("WWW-Authenticate",
                    face == Face.NODES ? NodeToken.SCHEME : "Basic realm=\"Slipway\", charset=\"UTF-8\"");
            case PROJECT_BUSY, SERVER_BUSY, SHUTTING_DOWN, READ_ONLY -> Map.of("Retry-After", "5");
            case TOO_MANY_UPLOADS_OF_USER -> Map.of("Retry-After", "2");
            default -> Map.of();
        };
    }

    /** The same with the id under which the log knows the request. */
    Reply of(String requestId) {
        Map<String, Object> more = new LinkedHashMap<>(body);
        more.put("request_id", requestId);
        return new Reply(status, more, headers, problem);
    }

    /** The same with one more header field. */
    Reply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, body, more, problem);
    }

    /** The same with another status, which its body repeats where it tells one. */
    Reply with(int otherStatus) {
        Map<String, Object> same = new LinkedHashMap<>(body);
        same.computeIfPresent("status", (name, before) -> otherStatus);
        return new Reply(otherStatus, same, headers, problem);
    }
}
