package dev.slipway.client;

/** How a deploy failed, as far as a script needs to know. */
public enum FailureKind {
    /** The server was at fault. */
    SERVER_FAILED(1),
    /** What was asked for makes no sense: a wrong address, a directory that is not there. */
    USAGE(2),
    /** The server, or the packing on this side, refused. The same request would be refused again. */
    REFUSED(3),
    /** Another deploy of the project is running. */
    CONFLICT(4),
    /** A limit was hit: of size, of room, of uploads at a time. */
    LIMIT(5),
    /** The server could not be reached, or the connection broke. */
    NETWORK(6),
    /** Nothing moved for too long. */
    TIMED_OUT(7),
    /** Live on some servers of the cluster and not on others, which go on trying. */
    PARTLY_LIVE(8),
    /** It was live, a command or the health check of the server failed, and the release before is live again. */
    ROLLED_BACK(9),
    /** The calling thread was interrupted. */
    INTERRUPTED(130);

    private final int exitCode;

    FailureKind(int exitCode) {
        this.exitCode = exitCode;
    }

    /** Exit code of the command line. */
    public int exitCode() {
        return exitCode;
    }

    static FailureKind ofExitCode(int exitCode) {
        for (FailureKind kind : values()) {
            if (kind.exitCode == exitCode) {
                return kind;
            }
        }
        return SERVER_FAILED;
    }
}
