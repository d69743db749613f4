package dev.slipway.web;

import dev.slipway.model.Caller;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Role;
import java.io.IOException;
import java.io.Reader;
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
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bearer tokens (RFC 6750) that the administrator's file lets in, each with a name, a role, projects and a last day. The
 * file has their SHA-256 only. It is read again when it has changed; one that cannot be read lets nobody in. Any thread.
 */
final class BearerTokens {
    /** Fewest characters of a token: 128 bits in base64. */
    private static final int SHORTEST = 22;
    private static final String ALL_PROJECTS = "*";
    private static final System.Logger LOG = System.getLogger(BearerTokens.class.getName());

    private final @Nullable Path file;
    private final Clock clock;
    private volatile State state;

    private record Token(String name, Digest sha256, Role role, Set<String> projects, LocalDate lastDay) {}

    /** What was read, and how the file looked then. */
    private record State(List<Token> tokens, @Nullable FileTime changed, long size) {
        static final State NOTHING = new State(List.of(), null, -1);
    }

    /**
     * @param file empty where no token is valid
     * @throws IllegalArgumentException naming file and line, when it has no legal content
     */
    BearerTokens(Optional<Path> file, Clock clock) {
        this.file = file.orElse(null);
        this.clock = clock;
        this.state = file.isPresent() ? read(file.get()) : State.NOTHING;
    }

    /**
     * Whose token it is; empty when it is nobody's or its last day is over. Takes as long for one as for another.
     *
     * @param address where the request came from
     */
    Optional<Caller> caller(String given, String address) {
        byte[] hash = sha256(given);
        Token found = null;
        for (Token token : current()) {
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

    private List<Token> current() {
        Path known = file;
        if (known == null) {
            return List.of();
        }
        try {
            BasicFileAttributes now = Files.readAttributes(known, BasicFileAttributes.class);
            if (!now.lastModifiedTime().equals(state.changed()) || now.size() != state.size()) {
                state = read(known);
            }
            return state.tokens();
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.WARNING, "No bearer token is let in: {0}", e.getMessage());
            return List.of();
        }
    }

    private static State read(Path file) {
        Properties lines = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            BasicFileAttributes then = Files.readAttributes(file, BasicFileAttributes.class);
            lines.load(reader);
            List<Token> tokens = new ArrayList<>();
            for (String name : lines.stringPropertyNames()) {
                tokens.add(token(file, name, lines.getProperty(name).strip().split("\\s+")));
            }
            return new State(List.copyOf(tokens), then.lastModifiedTime(), then.size());
        } catch (IOException e) {
            throw new IllegalArgumentException("slipway.tokens: " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Token token(Path file, String name, String[] words) {
        try {
            if (words.length != 4 || !name.matches("[A-Za-z0-9_.-]{1,64}")) {
                throw new IllegalArgumentException("not NAME = SHA-256 ROLE PROJECTS LAST-DAY");
            }
            return new Token(name, new Digest(words[0]), role(words[1]), projects(words[2]),
                    LocalDate.parse(words[3]));
        } catch (DateTimeParseException e) {
            throw wrong(file, name, "the last day is a date like 2027-01-31, not " + words[3], e);
        } catch (RuntimeException e) {
            throw wrong(file, name, String.valueOf(e.getMessage()), e);
        }
    }

    private static IllegalArgumentException wrong(Path file, String name, String what, Exception cause) {
        return new IllegalArgumentException("slipway.tokens: " + file + ": token " + name + ": " + what, cause);
    }

    private static Role role(String word) {
        for (Role role : Role.values()) {
            if (role.realmName().equals(word)) {
                return role;
            }
        }
        throw new IllegalArgumentException("there is no role " + word
                + "; there are slipway-viewer, slipway-deployer and slipway-admin");
    }

    private static Set<String> projects(String words) {
        Set<String> projects = new HashSet<>();
        if (!words.equals(ALL_PROJECTS)) {
            for (String word : words.split(",")) {
                projects.add(new ProjectName(word).value());
            }
        }
        return projects;
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
