package dev.slipway.web;

import dev.slipway.model.Caller;
import dev.slipway.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bearer tokens (RFC 6750) that the administrator's file lets in, each with a name, a role, projects and a last day. The
 * file has their SHA-256 only. It is read again when it has changed; one that cannot be read lets nobody in. Any thread.
 */
final class BearerTokens {
    /** Fewest characters of a token: 128 bits in base64. */
    private static final int SHORTEST = 22;
    private static final System.Logger LOG = System.getLogger(BearerTokens.class.getName());

    private final @Nullable Path file;
    private final Clock clock;
    private volatile State state = new State(List.of(), null, "");

    /** How the file looks. What another program puts in its place has another key, whatever its time and size. */
    private record Look(FileTime changed, long size, @Nullable Object key) {
        static Look at(Path file) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new Look(now.lastModifiedTime(), now.size(), now.fileKey());
        }
    }

    /**
     * What was read.
     *
     * @param look of the file before that; null when it has to be read again in any case
     * @param trouble with it that is in the log; empty for none
     */
    private record State(List<TokenLine> tokens, @Nullable Look look, String trouble) {}

    /**
     * @param file empty where no token is valid
     * @throws IllegalArgumentException naming file and line, when it has no legal content
     */
    BearerTokens(Optional<Path> file, Clock clock) {
        this.file = file.orElse(null);
        this.clock = clock;
        file.ifPresent(this::begin);
    }

    private void begin(Path known) {
        try {
            Look look = Look.at(known);
            state = new State(TokenLine.read(known), look, "");
        } catch (IOException e) {
            throw new IllegalArgumentException(unreadable(known, e), e);
        }
    }

    private static String unreadable(Path file, IOException cause) {
        return "slipway.tokens: " + file + " cannot be read: " + cause.getMessage();
    }

    /**
     * Whose token it is; empty when it is nobody's or its last day is over. Takes as long for one as for another.
     *
     * @param address where the request came from
     */
    Optional<Caller> caller(String given, String address) {
        byte[] hash = sha256(given);
        TokenLine found = null;
        for (TokenLine token : current()) {
            if (MessageDigest.isEqual(ascii(token.sha256()), hash)) {
                found = token;
            }
        }
        if (found == null || given.length() < SHORTEST
                || found.lastDay().isBefore(LocalDate.now(clock.withZone(ZoneOffset.UTC)))) {
            return Optional.empty();
        }
        return Optional.of(new Caller("token:" + found.name(), Optional.of(found.role()), address, found.projects()));
    }

    private List<TokenLine> current() {
        Path known = file;
        if (known == null) {
            return List.of();
        }
        State last = state;
        try {
            if (Look.at(known).equals(last.look())) {
                return last.tokens();
            }
        } catch (IOException e) {
            // it is told where it is read
        }
        return readAgain(known);
    }

    private synchronized List<TokenLine> readAgain(Path known) {
        Look look = null;
        try {
            look = Look.at(known); // before it is opened: what comes in its place afterwards looks different
            if (!look.equals(state.look())) {
                state = new State(TokenLine.read(known), look, "");
            }
        } catch (IOException e) { // which may pass without a change of the file
            nobody(null, unreadable(known, e));
        } catch (IllegalArgumentException e) {
            nobody(look, String.valueOf(e.getMessage()));
        }
        return state.tokens();
    }

    private void nobody(@Nullable Look look, String trouble) {
        if (!trouble.equals(state.trouble())) {
            LOG.log(System.Logger.Level.WARNING, "No bearer token is let in: {0}", trouble);
        }
        state = new State(List.of(), look, trouble);
    }

    private static byte[] ascii(Digest digest) {
        return digest.hex().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] sha256(String token) {
        try {
            return ascii(Digest.of(
                    MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
