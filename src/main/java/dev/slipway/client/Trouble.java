package dev.slipway.client;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What to say when no answer came. */
final class Trouble {
    private static final String JAVAS_WORD_FOR_NOT_TLS = "SSL message";

    private Trouble() {}

    static DeployFailedException unreachable(Target target, Throwable cause) {
        if (cause instanceof SSLException && !(cause.getCause() instanceof EOFException)) {
            return insecure(target, cause);
        }
        if (cause instanceof UnknownHostException) {
            return DeployFailedException.local(FailureKind.NETWORK, "unknown-host",
                    "Cannot reach " + target + ": there is no host named " + target.host(),
                    "Check the address, and that this machine can look names up.", cause);
        }
        return DeployFailedException.local(FailureKind.NETWORK, "unreachable",
                "Cannot reach " + target + ": " + reason(cause),
                "Check the address, and that the server runs and lets this machine through.", cause);
    }

    private static DeployFailedException insecure(Target target, Throwable cause) {
        if (String.valueOf(cause.getMessage()).contains(JAVAS_WORD_FOR_NOT_TLS)) {
            return DeployFailedException.local(FailureKind.REFUSED, "wrong-scheme",
                    target + " does not answer with TLS: that port speaks plain HTTP, or something else",
                    "Use the server's https port, or an http:// address if this is what was meant.", cause);
        }
        return DeployFailedException.local(FailureKind.NETWORK, "untrusted",
                "No secure connection to " + target + ": " + cause.getMessage(),
                "Check that the address is the server's https address and that its certificate is trusted by this "
                        + "Java (its authority can be given with -Djavax.net.ssl.trustStore).", cause);
    }

    private static String reason(Throwable cause) {
        if (cause instanceof SocketTimeoutException) {
            return "the host does not answer";
        }
        if (cause instanceof ConnectException) {
            return "nobody listens there (" + cause.getMessage() + ")";
        }
        return String.valueOf(cause.getMessage());
    }

    /** @param seen what the reader saw, which tells whether the other side speaks HTTP at all */
    static DeployFailedException noAnswer(Target target, Throwable cause, @Nullable Throwable seen) {
        if (seen instanceof AnswerReader.TlsException) {
            return wrongScheme(target, cause);
        }
        if (seen instanceof AnswerReader.NotHttpException) {
            return DeployFailedException.local(FailureKind.REFUSED, "not-slipway",
                    target + " does not speak HTTP: " + seen.getMessage(),
                    "Check scheme and port of the address; https needs an https:// address.", cause);
        }
        return DeployFailedException.local(FailureKind.NETWORK, "connection-lost",
                "The connection to " + target + " broke before the server answered (" + cause.getMessage() + ")",
                "Deploy again; if it happens again, look into the server's log, and into that of a proxy between.",
                cause);
    }

    /** An answer had begun. */
    static DeployFailedException cutOff(Target target, Throwable cause) {
        return DeployFailedException.local(FailureKind.NETWORK, "connection-lost",
                "The connection to " + target + " broke within the answer (" + cause.getMessage() + ")",
                "Ask again; if it happens again, look into the server's log, and into that of a proxy between.", cause);
    }

    /** Plain HTTP was sent to a port that wants TLS. */
    static DeployFailedException wrongScheme(Target target, @Nullable Throwable cause) {
        return DeployFailedException.local(FailureKind.REFUSED, "wrong-scheme",
                target + " wants TLS, and the address says http", "Use the address with https://.", cause);
    }

    /** An earlier attempt holds the project. */
    static DeployFailedException stillAtWork(Target target, DeployFailedException cause) {
        return DeployFailedException.local(FailureKind.CONFLICT, cause.code(),
                target + " is still at work on an earlier attempt", "Wait.", cause);
    }

    /**
     * A connection that broke when more was sent than the container takes broke because of that.
     *
     * @param given bytes that the server may have seen
     * @return what broke it; empty when it was something else
     */
    static Optional<DeployFailedException> overContainerLimit(Target target, ServerOffer offer, long given,
            DeployFailedException failure) {
        for (Map.Entry<String, Long> limit : offer.containerLimits().entrySet()) {
            if (failure.kind() == FailureKind.NETWORK && given > limit.getValue()) {
                return Optional.of(DeployFailedException.local(FailureKind.LIMIT, "container-limit",
                        "The server around Slipway at " + target + " takes no body over "
                                + limit.getValue() + " bytes: its limit " + limit.getKey(),
                        "Have the administrator raise it, or let Slipway lift it (slipway.lift-container-limits).",
                        failure));
            }
        }
        return Optional.empty();
    }

    /** @param held what kept the deploy from ending in time */
    static DeployFailedException outOfTime(@Nullable String held, Deadline deadline, @Nullable Throwable cause) {
        Duration given = deadline.given();
        return DeployFailedException.local(FailureKind.TIMED_OUT, "timed-out",
                "Not done within " + (given == null ? "the time" : given.toMillis() / 1000.0 + " s") + ": " + held,
                cause instanceof DeployFailedException why && why.remedy().isPresent() ? why.remedy().get()
                        : "Give it more time, or find out what is slow: the server's log tells.", cause);
    }

    static DeployFailedException tooEarly(Target target) {
        return DeployFailedException.local(FailureKind.SERVER_FAILED, "bad-answer",
                target + " answered that it was done before everything had been sent",
                "Something between does not keep to HTTP; ask the server directly.", null);
    }

    static DeployFailedException timedOut(Target target, String what, Duration time) {
        return DeployFailedException.local(FailureKind.TIMED_OUT, "timed-out",
                target + " " + what + " " + time.toSeconds() + " s",
                "Look into the server's log; a full disk or a busy server shows there.", null);
    }

    /** What is live is one of several contents, and the answer that tells which was lost. */
    static DeployFailedException changedBetween(DeployFailedException cause) {
        return DeployFailedException.local(FailureKind.REFUSED, "changed-while-packing", "The directory changed between "
                + "two attempts, so it cannot be told which content is live; deploy again", "Deploy again.", cause);
    }

    /** A fault of the client itself, or of the Java that it runs on: out of memory, for example. */
    static DeployFailedException internal(Throwable cause) {
        return DeployFailedException.local(FailureKind.REFUSED, "internal", "The client failed: " + cause,
                "Report it with the stack trace of its cause; where memory ran out, give Java more.", cause);
    }

    static DeployFailedException interrupted() {
        return DeployFailedException.local(FailureKind.INTERRUPTED, "interrupted", "Interrupted", "Deploy again.",
                null);
    }
}
