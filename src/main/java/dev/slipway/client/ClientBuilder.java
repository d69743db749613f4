package dev.slipway.client;

import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * What is told of a server before it is asked anything: who asks, how long to wait, how to encrypt. For one thread.
 *
 * @param <B> the builder itself
 */
public abstract class ClientBuilder<B extends ClientBuilder<B>> {
    private Access access;

    ClientBuilder(Target target) {
        this.access = Access.of(target);
    }

    abstract B self();

    Access access() {
        return access;
    }

    private B with(Access other) {
        access = other;
        return self();
    }

    /**
     * Who asks. Without this nothing is said of a user.
     *
     * @param name without a colon
     * @param secret asked for the password once for each deploy or other request; the array is overwritten after use
     * @throws IllegalArgumentException when the name is empty or holds a colon or control characters
     */
    public B credentials(String name, Supplier<char[]> secret) {
        if (name.isEmpty() || name.chars().anyMatch(c -> c == ':' || Character.isISOControl(c))) {
            throw new IllegalArgumentException("a user name is not empty and holds no colon");
        }
        return with(access.with(name, secret));
    }

    /** How long to wait for a connection, for each address of the host; 10 s when not set, at most 7 days. */
    public B connectTimeout(Duration time) {
        Timeouts now = access.timeouts();
        return with(access.with(new Timeouts(time, now.send(), now.answer())));
    }

    /** How long the server may take no byte while it is sent to; 5 min when not set, at most 7 days. */
    public B sendTimeout(Duration time) {
        Timeouts now = access.timeouts();
        return with(access.with(new Timeouts(now.connect(), time, now.answer())));
    }

    /** How long the server may take to answer after the last byte; 15 min when not set, at most 7 days. */
    public B answerTimeout(Duration time) {
        Timeouts now = access.timeouts();
        return with(access.with(new Timeouts(now.connect(), now.send(), time)));
    }

    /**
     * How long a deploy or another request may take in all, with every pause and attempt; without end when not set. When
     * it is over and everything of a deploy had been sent, the server is asked once more, for at most 3 s, what became
     * of it.
     *
     * @param time more than 0, at most 7 days
     */
    public B timeout(Duration time) {
        return with(access.within(Timeouts.require(time)));
    }

    /** How https connections are made, for example with an authority of one's own; Java's default when not set. */
    public B tls(SSLSocketFactory factory) {
        return with(access.with(factory));
    }
}
