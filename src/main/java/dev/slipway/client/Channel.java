package dev.slipway.client;

import dev.slipway.model.ProjectName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * The way of one deploy to its server: where, how long, with which credentials. Each request takes a connection of its
 * own. For the thread of the deploy.
 */
record Channel(RequestHead head, Timeouts timeouts, Supplier<SSLSocketFactory> tls, Deadline deadline) {
    private static final byte[] WHO_ARE_YOU =
            "{\"operation\":\"registration_info\"}".getBytes(StandardCharsets.US_ASCII);
    private static final Duration LAST_QUESTION = Duration.ofSeconds(3);

    Target target() {
        return head.target();
    }

    /** The same for one question when the deploy's own time is over. */
    Channel briefly() {
        return new Channel(head, new Timeouts(LAST_QUESTION, LAST_QUESTION, LAST_QUESTION), tls,
                Deadline.in(LAST_QUESTION));
    }

    /** {@code OPTIONS} or {@code GET} of the component. */
    Answer ask(String method, ProjectName project, Exchange.Ticker ticker) throws DeployFailedException {
        return question(wire -> wire.write(head.about(project, method)), ticker);
    }

    /** {@code GET} of something else below the target. */
    Answer ask(String below, Exchange.Ticker ticker) throws DeployFailedException {
        return question(wire -> wire.write(head.bare("GET", below, "application/json", "")), ticker);
    }

    /** Something that changes what is there; waits as long as for the answer to an upload. */
    Answer request(Exchange.Request request) throws DeployFailedException {
        return send(request, phase -> { });
    }

    /** An answer that is handed on while it comes. To be closed. */
    AnswerStream stream(String below, String accept, String more) throws DeployFailedException {
        return AnswerStream.open(this, head.stream(below, accept, more));
    }

    /** A connection that is not open yet. */
    Wire wire() {
        return new Wire(target(), tls);
    }

    /** {@code registration_info}, which servers without {@code OPTIONS} answer too. */
    Answer askWhoItIs(Exchange.Ticker ticker) throws DeployFailedException {
        return question(wire -> {
            wire.write(head.operation("application/json", WHO_ARE_YOU.length, ""));
            wire.write(WHO_ARE_YOU);
        }, ticker);
    }

    /** Sends an upload whole, or less of it when the answer comes before. */
    Answer send(Exchange.Request upload, Exchange.Ticker ticker) throws DeployFailedException {
        return new Exchange(target(), timeouts, deadline, wire(), upload).perform(ticker);
    }

    private Answer question(Exchange.Request request, Exchange.Ticker ticker) throws DeployFailedException {
        return new Exchange(target(), timeouts.brief(), deadline, wire(), request).perform(ticker);
    }
}
