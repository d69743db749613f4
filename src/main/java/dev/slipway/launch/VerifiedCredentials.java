package dev.slipway.launch;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names with passwords that were right within the last minutes, known by a digest under a key that exists only in this
 * process. At most {@link #MAX_ENTRIES}, the oldest goes first. Any thread.
 */
final class VerifiedCredentials {
    static final int MAX_ENTRIES = 256;
    static final Duration LIFETIME = Duration.ofMinutes(5);

    private static final String ALGORITHM = "HmacSHA256";

    private final LongSupplier nanoTime;
    private final SecretKeySpec key;
    /** When each was verified; guarded by this. */
    private final Map<String, Long> verified = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    VerifiedCredentials(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, ALGORITHM);
    }

    boolean contains(String name, String password) {
        String digest = digest(name, password);
        synchronized (this) {
            Long since = verified.get(digest);
            if (since == null) {
                return false;
            }
            if (nanoTime.getAsLong() - since > LIFETIME.toNanos()) {
                verified.remove(digest);
                return false;
            }
            return true;
        }
    }

    void add(String name, String password) {
        String digest = digest(name, password);
        synchronized (this) {
            verified.put(digest, nanoTime.getAsLong());
        }
    }

    private String digest(String name, String password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((name.length() + ":" + name).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no " + ALGORITHM, e);
        }
    }
}
