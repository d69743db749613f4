package dev.slipway.web;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.codec.VisibleJson;
import dev.slipway.problem.DeployException;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One request, as the audit log tells of it: who tried what, and what came of it. One line of JSON under the logger
 * {@value #LOGGER} when it has ended: at level {@code INFO} what was refused or failed and what changes something, at
 * {@code DEBUG} what was only read, and what other nodes get or do not get. Nothing of a header, a query or a body is in it. Any thread; each may tell what it knows.
 */
final class Attempt {
    /** Name of the logger. */
    static final String LOGGER = "dev.slipway.audit";

    private static final String BROKEN_OFF = "broken-off";
    private static final System.Logger LOG = System.getLogger(LOGGER);
    private static final String ATTRIBUTE = Attempt.class.getName();
    /** Most characters of a value that comes from outside. */
    private static final int MOST = 200;

    private final long began = System.nanoTime();
    private final String id = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    private final String method;
    private final String path;
    private final String address;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile @Nullable String user;
    private volatile @Nullable String node;
    private volatile @Nullable String operation;
    private volatile @Nullable String project;
    private volatile @Nullable String deployment;
    private volatile boolean changing;
    private volatile @Nullable Outcome outcome;
    private volatile @Nullable DeployException failure;

    private volatile boolean undelivered;

    /** @param certain whether it is what came of it in the end, rather than what the answer began with */
    private record Outcome(int status, String word, boolean failed, boolean certain) {}

    private Attempt(HttpServletRequest request) {
        this.method = String.valueOf(request.getMethod());
        this.path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String asked
                ? asked : String.valueOf(request.getRequestURI());
        this.address = String.valueOf(request.getRemoteAddr());
    }

    /** A request that has just come in. */
    static Attempt begin(HttpServletRequest request) {
        Attempt attempt = new Attempt(request);
        request.setAttribute(ATTRIBUTE, attempt);
        return attempt;
    }

    /** Whether the attempt that a request is has begun. */
    static boolean hasBegun(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) != null;
    }

    /** The attempt that a request is. */
    static Attempt of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Attempt attempt ? attempt : begin((HttpServletRequest) request);
    }

    /** What clients are told, so that their trouble can be found in the log. */
    String id() {
        return id;
    }

    /** Who it says it is; whether that is true, the outcome tells. */
    void user(String name) {
        user = name;
    }

    /** The node of the cluster that asks; it has shown that it is one. */
    void node(String id) {
        node = id;
    }

    /**
     * What is asked for.
     *
     * @param changes whether that needs more than to look
     */
    void operation(Map<String, Object> fields, boolean changes) {
        operation = fields.get("operation") instanceof String name ? name : null;
        project = fields.get("project") instanceof String name ? name : null;
        deployment = fields.get("deployment_id") instanceof String given ? given : null;
        changing = changes;
    }

    /** The deployment that it is, or is about. */
    void deployment(String known) {
        deployment = known;
    }

    /** Bytes of the body came. */
    void received(int count) {
        bytes.addAndGet(count);
    }

    /** It is refused, or has failed. */
    synchronized void failed(DeployException reason) {
        failure = reason;
        outcome(reason.problem().status(), reason.problem().code());
    }

    /** It has been ended for this reason, if nothing had come of it before. */
    synchronized void ended(DeployException reason) {
        Outcome last = outcome;
        if (last == null || !last.certain()) {
            failed(reason);
        }
    }

    /** Why it is refused or has failed, if it was. */
    Optional<DeployException> failure() {
        return Optional.ofNullable(failure);
    }

    /** What came of it; the last word holds. */
    synchronized void outcome(int status, String word) {
        outcome = new Outcome(status, word, status >= 400, true);
    }

    /** Its client is told that it will be done; what came of it since then stands. */
    synchronized void accepted() {
        Outcome last = outcome;
        if (last == null || !last.certain()) {
            outcome(202, "accepted");
        }
    }

    /** An answer is being written. */
    synchronized void answered(int status) {
        if (outcome == null) {
            outcome = new Outcome(status, status < 400 ? "ok" : "failed", status >= 400, false);
        }
    }

    /** Its client did not get the whole answer: for who only looks that is what came of it. */
    synchronized void undelivered() {
        Outcome last = outcome;
        undelivered = true;
        if (last != null && !last.failed() && !changing) {
            outcome = new Outcome(last.status(), BROKEN_OFF, true, true);
        }
    }

    /** It is over; told once. */
    void end() {
        Outcome last = outcome;
        boolean quiet = last != null && !changing && (!last.failed() || node != null);
        Level level = quiet ? Level.DEBUG : Level.INFO;
        if (LOG.isLoggable(level) && told.compareAndSet(false, true)) {
            LOG.log(level, line());
        }
    }

    private String line() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", Instant.now().toString());
        line.put("request_id", id);
        put(line, "user", user);
        put(line, "node", node);
        put(line, "address", address);
        put(line, "method", method);
        put(line, "path", path);
        put(line, "operation", operation);
        put(line, "project", project);
        put(line, "deployment_id", deployment);
        Outcome last = outcome;
        if (last != null) {
            line.put("status", last.status());
        }
        line.put("outcome", last == null ? "unanswered" : last.word());
        if (undelivered) {
            line.put("answer", BROKEN_OFF);
        }
        line.put("bytes", bytes.get());
        line.put("millis", (System.nanoTime() - began) / 1_000_000);
        return VisibleJson.of(new String(ObjectWriter.write(line, Format.JSON), StandardCharsets.UTF_8));
    }

    private static void put(Map<String, Object> line, String name, @Nullable String value) {
        if (value != null) {
            line.put(name, value.length() > MOST ? value.substring(0, MOST) + "…" : value);
        }
    }
}
