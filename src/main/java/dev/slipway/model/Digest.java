package dev.slipway.model;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A SHA-256 digest, as 64 hexadecimal digits in lower case. */
public record Digest(String hex) {
    private static final Pattern LEGAL = Pattern.compile("[0-9a-f]{64}");
    /** One member of the list: a key and a byte sequence (RFC 8941 §3.2). No nested repetition: it is input from outside. */
    private static final Pattern MEMBER = Pattern.compile("([A-Za-z0-9-]+)\s*=\s*:([A-Za-z0-9+/=]*):");
    private static final int BYTES = 32;
    /** Longest field that is looked at, in characters. */
    private static final int MAX_FIELD = 4096;

    /** @throws IllegalArgumentException when it is not 64 hexadecimal digits in lower case */
    public Digest {
        if (!LEGAL.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a SHA-256 digest in lower-case hexadecimal");
        }
    }

    /** From the 32 bytes that {@code MessageDigest} yields. */
    public static Digest of(byte[] sha256) {
        return new Digest(HexFormat.of().formatHex(sha256));
    }

    /**
     * Reads a {@code Repr-Digest} field or a {@code digest} part (RFC 9530 §2: {@code sha-256=:base64:}, several
     * algorithms separated by commas). Other algorithms are passed over.
     *
     * @return the SHA-256 digest, or empty when only other algorithms are given
     * @throws DeployException {@link Problem#INVALID_REQUEST} when it is not of that form
     */
    public static Optional<Digest> parse(String field) {
        if (field.isBlank() || field.length() > MAX_FIELD) {
            throw malformed();
        }
        Optional<Digest> found = Optional.empty();
        for (String member : field.split(",", -1)) {
            Matcher m = MEMBER.matcher(member.strip());
            if (!m.matches()) {
                throw malformed();
            }
            if (m.group(1).equalsIgnoreCase("sha-256")) {
                if (found.isPresent()) {
                    throw new DeployException(Problem.INVALID_REQUEST, "The digest field gives sha-256 twice");
                }
                found = Optional.of(sha256(m.group(2)));
            }
        }
        return found;
    }

    private static Digest sha256(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            if (bytes.length == BYTES) {
                return of(bytes);
            }
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
        throw malformed();
    }

    private static DeployException malformed() {
        return new DeployException(Problem.INVALID_REQUEST,
                "The digest must have the form sha-256=:<base64 of 32 bytes>: (RFC 9530)");
    }

    /** The form of RFC 9530: {@code sha-256=:base64:}. */
    public String field() {
        return "sha-256=:" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex)) + ":";
    }

    @Override
    public String toString() {
        return hex;
    }
}
