package dev.slipway.launch;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A password that was given for this run of the server and is never stored. A slow hash would protect nothing: it exists
 * in this process only, as a digest under a key that exists here only. So the start need not make one, and the right
 * password is known at once; a wrong one takes as long as with a {@link PasswordHash}, against guessing.
 */
final class GivenPassword implements Password {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final byte[] digest;
    private final Password wrong;

    GivenPassword(String password) {
        this(password, PasswordHash.ofNobody());
    }

    /** @param wrong asked about a password that is not this one, since that takes its time; matches nothing */
    GivenPassword(String password, Password wrong) {
        this.wrong = wrong;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, ALGORITHM);
        this.digest = digest(password);
    }

    @Override
    public boolean matches(String password) {
        return MessageDigest.isEqual(digest, digest(password)) || wrong.matches(password);
    }

    private byte[] digest(String password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no " + ALGORITHM, e);
        }
    }
}
