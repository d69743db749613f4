package dev.slipway.problem;

/**
 * The one table of failures: what a client is told, with which HTTP status, whether trying again can help, what to do
 * about it, and the exit code of the command line.
 *
 * <p>Both faces of the server (the operations endpoint and the resources) and the command line read this table;
 * nothing else in the code names an HTTP error status. The name in lower case with dashes is the stable {@link #code}.
 */
public enum Problem {
    INVALID_REQUEST(400, "The request is not valid", false, "Correct the request; it was not acted upon.", 3),
    MALFORMED_BODY(400, "The request body is malformed", false,
            "Send a complete body; let the client frame it, as curl does with -F and -T.", 3),
    NOT_AUTHENTICATED(401, "Authentication is required", false, "Give a user and a password that the server knows (the command: --user or SLIPWAY_USER, --password-file or "
                    + "SLIPWAY_PASSWORD).", 3),
    FORBIDDEN(403, "Not permitted", false, "Ask an administrator for the role that the detail names.", 3),
    CROSS_SITE(403, "Refused for a foreign site", false,
            "Call from a program, or set slipway.public-url to the address that browsers use.", 3),
    INSECURE_TRANSPORT(403, "Plain HTTP from another machine is refused", false,
            "Use https, or set slipway.allow-insecure-http=true on the server if the network is trusted.", 3),
    NOT_FOUND(404, "Not found", false, "Check the address and the name.", 3),
    METHOD_NOT_ALLOWED(405, "Method not allowed", false, "Use one of the methods that the Allow header names.", 3),
    NOT_ACCEPTABLE(406, "Not to be had in this form", false,
            "Ask for one of the media types that the detail names.", 3),
    STALLED(408, "The upload stalled", true, "Send it again on a faster or steadier connection.", 7),
    PROJECT_BUSY(409, "Another deploy of this project is running", true,
            "Wait for it to end and send the same request again, or send it with queue=true (the command: --queue).", 4),
    DEPLOYMENT_ID_USED(409, "There is a release with this deployment id", false,
            "Look at what is live: the deployment may have been carried out already. For another one choose another id.",
            4),
    CANCELLED(409, "The deployment was cancelled", false, "Send it again if it is still wanted; what was live still is.", 4),
    NOT_POSSIBLE_NOW(409, "Not possible in this state", false,
            "Look at the deployment and at what is live: GET /deployments/{id}, GET /components/{project}.", 4),
    PRECONDITION_FAILED(412, "It is not what the request expects", false,
            "Look at what is there now, then ask again.", 4),
    RANGE_NOT_SATISFIABLE(416, "The range is behind the end", false,
            "Ask for a range within the length that Content-Range tells.", 3),
    RETRY_KEY_REUSED(422, "The Idempotency-Key belongs to another request", false,
            "Use a new key for another archive; the same key repeats the same request.", 3),
    LIMIT_EXCEEDED(413, "A limit is exceeded", false,
            "Send less, or have the administrator raise the limit that the detail names.", 5),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported content type", false,
            "Send multipart/form-data, or PUT the archive to /components/{project}.", 3),
    ARCHIVE_REFUSED(422, "The archive is refused", false, "Pack the component again; where an entry is named, without it.", 3),
    DIGEST_MISMATCH(422, "The payload does not have the declared digest", true,
            "The archive changed on its way or the digest is of another file: compute it again and resend.", 3),
    VERIFY_FAILED(422, "The new release was refused before it was live", false,
            "Correct what the verify command of this server finds wrong and deploy again; what was live still is.", 3),
    HOOK_FAILED(422, "A command of the server failed when the release was live", false,
            "Correct what the command tells and deploy again; the detail says what is live now.", 9),
    HEALTH_FAILED(422, "The release did not pass the health check", false,
            "Find out why it does not answer as it should and deploy again; the detail says what is live now.", 9),
    OVERTAKEN(409, "Another release was made live while this one was being checked", false,
            "Look at what is live; activate the release by its id if it is still wanted.", 4),
    TOO_MANY_UPLOADS_OF_USER(429, "Too many uploads of one user", true, "Wait until one of them has ended.", 5),
    HEADERS_TOO_LARGE(431, "Header fields are too large", false,
            "Send fewer or shorter header fields, of the request and of its parts.", 5),
    NOT_REPLICATED(502, "The servers of the cluster did not take the release", true,
            "The detail names the servers and why; nothing new is live. Deploy again when that is mended, or with"
                    + " ignore_replication_errors=true.", 1),
    PARTLY_LIVE(502, "Some servers of the cluster did not make the release live", true,
            "The detail names them. They go on trying; go back with rollback if the others are not to differ from them.", 8),
    CLIENT_GONE(400, "The client went away before the body was complete", true, "Send it again.", 6),
    INTERNAL(500, "The server failed", true, "Look for the request id in the server's log.", 1),
    STORAGE_FAILED(500, "The server could not write to its home directory", true,
            "Check the disk under the server's home directory.", 1),
    RECORDS_FAILED(500, "The deployment records are not available", true,
            "Look at the server's log and at the database of records; what is live is not affected.", 1),
    READ_ONLY(503, "The server takes no deployments now", true,
            "The detail says why; GET /health/ready tells when it is over.", 5),
    SERVER_BUSY(503, "The server is busy", true, "Try again after the time in Retry-After.", 5),
    SHUTTING_DOWN(503, "The server is stopping", true, "Try again when it is back.", 6),
    NO_SPACE(507, "No room on the server", true, "Free space, or inodes (df -i), under the server's home directory.", 5);

    private final int status;
    private final String title;
    private final boolean retryable;
    private final String remedy;
    private final int exitCode;

    Problem(int status, String title, boolean retryable, String remedy, int exitCode) {
        this.status = status;
        this.title = title;
        this.retryable = retryable;
        this.remedy = remedy;
        this.exitCode = exitCode;
    }

    /** Stable name on the wire, for example {@code archive-refused}. */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** HTTP status, 400 to 599. */
    public int status() {
        return status;
    }

    /** One line that is the same for every occurrence (RFC 9457 §3.1.4). */
    public String title() {
        return title;
    }

    /** Whether the same request may succeed later without being changed. */
    public boolean retryable() {
        return retryable;
    }

    /** What the reader can do about it. */
    public String remedy() {
        return remedy;
    }

    /** Exit code of the command line when the server answers with this problem. */
    public int exitCode() {
        return exitCode;
    }
}
