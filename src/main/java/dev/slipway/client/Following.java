package dev.slipway.client;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import dev.slipway.model.DeploymentId;
import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows one deployment to its end, over as many connections as it takes. Each new one says which event came last, so
 * that none is missed; one that comes a second time all the same is passed over. For one thread.
 */
final class Following {
    /** A server sends at least a comment every 15 s. */
    private static final Duration SILENCE = Duration.ofSeconds(50);
    private static final Duration CLOSING = Duration.ofMillis(500);
    private static final String EVENT_STREAM = "text/event-stream";
    private static final int MOST_DIGITS = 18;

    private final Channel channel;
    private final DeploymentId id;
    private final FollowListener listener;
    private final Attempts attempts;
    private String lastId = "";
    private long lastNumber = -1;
    private @Nullable DeploymentEnd end;

    Following(Channel channel, DeploymentId id, BackOff backOff, FollowListener listener) {
        this.channel = channel;
        this.id = id;
        this.listener = listener;
        this.attempts = new Attempts(backOff, channel.deadline(), new DeployListener() {
            @Override
            public void retrying(int attempt, Duration delay, DeployFailedException why) {
                listener.reconnecting(delay, why);
            }
        });
    }

    /**
     * Blocks until the deployment has ended.
     *
     * @throws DeployFailedException when there is no such deployment, the time is over, the thread was interrupted, or
     *     the server cannot be heard any more
     */
    DeploymentEnd run() throws DeployFailedException {
        while (true) {
            DeployFailedException why;
            try {
                Optional<DeploymentEnd> ended = once();
                if (ended.isPresent()) {
                    return ended.get();
                }
                why = Trouble.cutOff(channel.target(), new IOException("the stream ended before the deployment"));
            } catch (DeployFailedException e) {
                why = e;
            }
            attempts.pauseAfter(why);
        }
    }

    private Optional<DeploymentEnd> once() throws DeployFailedException {
        try (AnswerStream stream = open()) {
            if (stream.status() == 204) {
                return recorded();
            }
            boolean events = stream.headers().getOrDefault("content-type", "").startsWith(EVENT_STREAM);
            if (stream.status() != 200 || !events) {
                Answer answer = stream.whole();
                throw answer.isSuccess() ? Verdict.notUnderstood(channel.target(), answer)
                        : Verdict.failure(channel.target(), answer);
            }
            return hear(stream);
        }
    }

    private AnswerStream open() throws DeployFailedException {
        String last = lastId.isEmpty() ? "" : "Last-Event-ID: " + lastId + "\r\n";
        try {
            return channel.stream("deployments/" + id, EVENT_STREAM, last);
        } catch (DeployFailedException e) {
            throw brokenWhereSilent(e);
        }
    }

    private Optional<DeploymentEnd> hear(AnswerStream stream) throws DeployFailedException {
        EventStreamParser parser = new EventStreamParser(this::take);
        try {
            for (byte[] piece = next(stream); piece != null; piece = next(stream)) {
                parser.feed(piece, 0, piece.length);
                if (end != null) {
                    awaitClose(stream);
                    return Optional.of(end);
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw DeployFailedException.local(FailureKind.SERVER_FAILED, "bad-answer",
                    channel.target() + " sends events that cannot be read: " + e.getMessage(),
                    "Ask for the record instead.", e);
        }
    }

    /** Lets the server end the stream by itself, for a moment; the end is told either way. */
    private static void awaitClose(AnswerStream stream) {
        try {
            stream.next(CLOSING);
        } catch (DeployFailedException e) {
            // Everything has come already.
        }
    }

    private byte @Nullable [] next(AnswerStream stream) throws DeployFailedException {
        try {
            return stream.next(SILENCE);
        } catch (DeployFailedException e) {
            throw brokenWhereSilent(e);
        }
    }

    /** A connection that is silent for too long counts as broken. */
    private DeployFailedException brokenWhereSilent(DeployFailedException failure) {
        return failure.kind() == FailureKind.TIMED_OUT && failure.status() == 0 && !channel.deadline().passed()
                ? Trouble.cutOff(channel.target(), failure) : failure;
    }

    /** Nothing new comes of a deployment that has ended. */
    private Optional<DeploymentEnd> recorded() throws DeployFailedException {
        Answer answer = channel.ask("deployments/" + id, phase -> { });
        if (!answer.isSuccess()) {
            throw Verdict.failure(channel.target(), answer);
        }
        return DeploymentRecord.of(answer.json()).filter(DeploymentRecord::isTerminal).map(DeploymentEnd::of);
    }

    private void take(ServerEvent event) {
        if (end != null || cameBefore(event)) {
            return;
        }
        attempts.gotFurther();
        Map<String, Object> data = object(event.data());
        switch (event.name()) {
            case "phase" -> listener.phase(text(data, "phase"), text(data, "status"));
            case "progress" -> listener.progress(new ServerProgress(number(data, "bytes_received"),
                    number(data, "bytes_unpacked"), number(data, "files")));
            case "warning" -> listener.warning(text(data, "message"));
            case "hook" -> listener.hook(text(data, "hook"), text(data, "line"));
            case "live" -> listener.live();
            case "peer" -> listener.node(NodeOutcome.of(data));
            case "truncated" -> listener.truncated();
            case "done" -> end = DeploymentEnd.done(data);
            case "error" -> end = DeploymentEnd.error(data);
            default -> listener.other(event.name(), data);
        }
    }

    /** Ids rise; one that is no number is only held against the last. */
    private boolean cameBefore(ServerEvent event) {
        if (event.id().isEmpty()) {
            return false;
        }
        String told = event.id().get();
        boolean isNumber = !told.isEmpty() && told.length() <= MOST_DIGITS
                && told.chars().allMatch(c -> c >= '0' && c <= '9');
        long number = isNumber ? Long.parseLong(told) : -1;
        if (isNumber ? number <= lastNumber : told.equals(lastId)) {
            return true;
        }
        lastNumber = isNumber ? number : lastNumber;
        lastId = told.chars().allMatch(c -> c > ' ' && c < 127) ? told : lastId;
        return false;
    }

    private static Map<String, Object> object(String data) {
        try {
            return ObjectReader.read(data.getBytes(StandardCharsets.UTF_8), Format.JSON);
        } catch (DeployException e) {
            return Map.of();
        }
    }

    private static String text(Map<String, Object> data, String name) {
        return Told.text(data, name).orElse("");
    }

    private static long number(Map<String, Object> data, String name) {
        return Told.number(data, name).orElse(0L);
    }
}
