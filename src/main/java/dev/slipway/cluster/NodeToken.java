package dev.slipway.cluster;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Shows that a node of the cluster asks: {@code Authorization: Slipway-Node v1.<node>.<expiry>.<HMAC-SHA256>}. The signature
 * is over the method, the path, the node's id and the expiry, with the secret that all nodes share; it holds for a minute,
 * for this request only. It is worth nothing where users log in, and their passwords nothing here. Any thread.
 */
public final class NodeToken {
    /** Authentication scheme, as the field begins. */
    public static final String SCHEME = "Slipway-Node";
    /** Least characters of a secret. */
    public static final int MIN_SECRET = 32;
    /** How long a token holds. */
    static final Duration LIFE = Duration.ofMinutes(1);

    private static final int MAX_NODE = 200;
    private static final int MAX_FIELD = 512;
    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern FIELD =
            Pattern.compile("Slipway-Node v1\\.([A-Za-z0-9_-]{1,300})\\.([0-9]{1,15})\\.([A-Za-z0-9_-]{43})");

    private final SecretKeySpec key;
    private final LongSupplier clock;

    /**
     * @param secret what all nodes of the cluster share, at least {@value #MIN_SECRET} characters
     * @param clock milliseconds since some epoch that all nodes agree about to within seconds
     * @throws IllegalArgumentException when the secret is too short
     */
    public NodeToken(String secret, LongSupplier clock) {
        if (secret.length() < MIN_SECRET) {
            throw new IllegalArgumentException("a cluster's secret has at least " + MIN_SECRET + " characters");
        }
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.clock = clock;
    }

    /**
     * The value of the field {@code Authorization} for one request.
     *
     * @param path below the web application, without a query
     * @param node id of the node that asks, 1 to {@value #MAX_NODE} bytes
     */
    public String issue(String method, String path, String node) {
        byte[] id = node.getBytes(StandardCharsets.UTF_8);
        if (id.length == 0 || id.length > MAX_NODE) {
            throw new IllegalArgumentException("a node's id has 1 to " + MAX_NODE + " bytes");
        }
        String name = base64(id);
        long expiry = clock.getAsLong() + LIFE.toMillis();
        return SCHEME + " v1." + name + "." + expiry + "." + base64(signature(method, path, name, expiry));
    }

    /**
     * Who asks.
     *
     * @param field value of the field {@code Authorization}
     * @param path below the web application, as the request has it
     * @return the node's id; empty when the field is not a token, or one of another request, secret or time
     */
    public Optional<String> sender(String field, String method, String path) {
        if (field.length() > MAX_FIELD) {
            return Optional.empty();
        }
        Matcher token = FIELD.matcher(field);
        if (!token.matches()) {
            return Optional.empty();
        }
        long expiry = Long.parseLong(token.group(2));
        byte[] right = base64(signature(method, path, token.group(1), expiry)).getBytes(StandardCharsets.US_ASCII);
        boolean signed = MessageDigest.isEqual(right, token.group(3).getBytes(StandardCharsets.US_ASCII));
        return signed && holds(expiry) ? node(token.group(1)) : Optional.empty();
    }

    /** Neither over nor further away than any token lasts, with as much again for clocks that differ. */
    private boolean holds(long expiry) {
        long left = expiry - clock.getAsLong();
        return left > 0 && left <= 2 * LIFE.toMillis();
    }

    private static Optional<String> node(String name) {
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(name), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** No part has a line break: the message has one meaning. */
    private byte[] signature(String method, String path, String name, long expiry) {
        String message = "slipway-node-v1\n" + method + "\n" + path + "\n" + name + "\n" + expiry;
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
