package dev.slipway.launch;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A salted PBKDF2 hash of a password (RFC 8018 §5.2), as text {@code pbkdf2-sha512$iterations$salt$hash}. */
record PasswordHash(int iterations, String salt, String hash) implements Password {
    private static final String NAME = "pbkdf2-sha512";
    private static final String ALGORITHM = "PBKDF2WithHmacSHA512";
    private static final int ITERATIONS = 210_000;
    private static final int MAX_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /** @throws IllegalArgumentException when it is none that a password could have */
    PasswordHash {
        if (iterations < 1 || iterations > MAX_ITERATIONS) {
            throw new IllegalArgumentException("iterations must be from 1 to " + MAX_ITERATIONS);
        }
        if (bytes(salt).length < SALT_BYTES || bytes(hash).length != HASH_BYTES) {
            throw new IllegalArgumentException("salt or hash is too short");
        }
    }

    /** Hashes a password with a new salt. Takes some tenths of a second, by intent. */
    static PasswordHash of(String password) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(ITERATIONS, text(salt), text(derive(password, salt, ITERATIONS)));
    }

    /** A hash that no known password has; comparing with it takes as long as with any other. */
    static PasswordHash ofNobody() {
        byte[] random = new byte[SALT_BYTES + HASH_BYTES];
        new SecureRandom().nextBytes(random);
        return new PasswordHash(ITERATIONS, text(Arrays.copyOf(random, SALT_BYTES)),
                text(Arrays.copyOfRange(random, SALT_BYTES, random.length)));
    }

    /** @throws IllegalArgumentException when the text is not a hash */
    static PasswordHash parse(String text) {
        String[] parts = text.split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(NAME)) {
            throw new IllegalArgumentException("not a " + NAME + " hash");
        }
        return new PasswordHash(Integer.parseInt(parts[1]), parts[2], parts[3]);
    }

    String text() {
        return String.join("$", NAME, String.valueOf(iterations), salt, hash);
    }

    /** {@inheritDoc} Takes the same time for every password. */
    @Override
    public boolean matches(String password) {
        return MessageDigest.isEqual(bytes(hash), derive(password, bytes(salt), iterations));
    }

    /** Without the hash, which is no one's to print. */
    @Override
    public String toString() {
        return "PasswordHash[" + NAME + ", iterations=" + iterations + "]";
    }

    private static byte[] derive(String password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no " + ALGORITHM, e);
        } finally {
            spec.clearPassword();
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        return Base64.getDecoder().decode(text);
    }
}
