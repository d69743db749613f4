package dev.slipway.client;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a server is reached, and as whom. Immutable; any thread.
 *
 * @param user null for nobody
 * @param password asked for each channel; its array is overwritten
 * @param timeout for all that goes over one channel, null for none
 */
record Access(Target target, @Nullable String user, Supplier<char[]> password, Timeouts timeouts,
        @Nullable Duration timeout, Supplier<SSLSocketFactory> tls) {
    static Access of(Target target) {
        return new Access(target, null, () -> new char[0], Timeouts.DEFAULT, null,
                () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    Access with(String name, Supplier<char[]> secret) {
        return new Access(target, name, secret, timeouts, timeout, tls);
    }

    Access with(Timeouts other) {
        return new Access(target, user, password, other, timeout, tls);
    }

    Access within(Duration time) {
        return new Access(target, user, password, timeouts, time, tls);
    }

    Access with(SSLSocketFactory factory) {
        return new Access(target, user, password, timeouts, timeout, () -> factory);
    }

    /** The way of one deploy or request, whose time begins now. */
    Channel open() {
        Deadline deadline = timeout == null ? Deadline.NONE : Deadline.in(timeout);
        return new Channel(new RequestHead(target, authorization()), timeouts, tls, deadline);
    }

    /** Asks for the password once and forgets it. Basic credentials in UTF-8 (RFC 7617 §2.1). */
    private @Nullable String authorization() {
        if (user == null) {
            return null;
        }
        char[] secret = password.get();
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(secret));
        Arrays.fill(secret, '\0');
        byte[] name = (user + ":").getBytes(StandardCharsets.UTF_8);
        byte[] both = ByteBuffer.allocate(name.length + encoded.remaining()).put(name).put(encoded).array();
        String text = "Basic " + Base64.getEncoder().encodeToString(both);
        Arrays.fill(both, (byte) 0);
        Arrays.fill(encoded.array(), (byte) 0);
        return text;
    }
}
