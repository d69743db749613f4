package dev.slipway.model;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A SHA-256 digest, as 64 hexadecimal digits in lower case. */
public record Digest(String hex) {
    private static final Pattern LEGAL = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SHA_256 =
            Pattern.compile("(?:^|,)\\s*sha-256\\s*=\\s*:([A-Za-z0-9+/]{43}=?):\\s*(?=,|$)", Pattern.CASE_INSENSITIVE);

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
        String text = field.strip();
        Matcher m = SHA_256.matcher(text);
        if (m.find()) {
            byte[] bytes = Base64.getDecoder().decode(m.group(1));
            if (m.find()) {
                throw new DeployException(Problem.INVALID_REQUEST, "The digest field gives sha-256 twice");
            }
            return Optional.of(of(bytes));
        }
        if (text.isEmpty() || text.toLowerCase(Locale.ROOT).contains("sha-256")
                || !text.matches("[A-Za-z0-9-]+=:[A-Za-z0-9+/=]*:(\\s*,\\s*[A-Za-z0-9-]+=:[A-Za-z0-9+/=]*:)*")) {
            throw new DeployException(Problem.INVALID_REQUEST,
                    "The digest must have the form sha-256=:<base64 of 32 bytes>: (RFC 9530)");
        }
        return Optional.empty();
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
