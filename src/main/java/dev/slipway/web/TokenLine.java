package dev.slipway.web;

import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Role;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/**
 * One line of the file of bearer tokens.
 *
 * @param name what its caller is called
 * @param sha256 of the token
 * @param projects that it may change; empty for all
 * @param lastDay on which it is valid, in UTC
 */
record TokenLine(String name, Digest sha256, Role role, Set<String> projects, LocalDate lastDay) {
    private static final String ALL_PROJECTS = "*";

    /** Lines of which each has another name. */
    private static final class Lines extends Properties {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Object put(Object name, Object line) {
            if (containsKey(name)) {
                throw new IllegalArgumentException("token " + name + ": there are two lines of that name");
            }
            return super.put(name, line);
        }
    }

    /**
     * All lines of a file.
     *
     * @throws IllegalArgumentException naming file and line, when it has no legal content
     * @throws IOException when it cannot be read
     */
    static List<TokenLine> read(Path file) throws IOException {
        Properties lines = new Lines();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            lines.load(reader);
            List<TokenLine> tokens = new ArrayList<>();
            Set<Digest> known = new HashSet<>();
            for (String name : lines.stringPropertyNames()) {
                TokenLine token = parse(name, lines.getProperty(name).strip().split("\\s+"));
                if (!known.add(token.sha256())) {
                    throw new IllegalArgumentException("token " + name + ": another line has the same SHA-256");
                }
                tokens.add(token);
            }
            return List.copyOf(tokens);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("slipway.tokens: " + file + ": " + e.getMessage(), e);
        }
    }

    private static TokenLine parse(String name, String[] words) {
        try {
            if (words.length != 4 || !name.matches("[A-Za-z0-9_.-]{1,64}")) {
                throw new IllegalArgumentException("not NAME = SHA-256 ROLE PROJECTS LAST-DAY");
            }
            return new TokenLine(name, new Digest(words[0]), role(words[1]), projects(words[2]), LocalDate.parse(words[3]));
        } catch (DateTimeParseException e) {
            throw wrong(name, "the last day is a date like 2027-01-31, not " + words[3], e);
        } catch (RuntimeException e) {
            throw wrong(name, String.valueOf(e.getMessage()), e);
        }
    }

    private static IllegalArgumentException wrong(String name, String what, Exception cause) {
        return new IllegalArgumentException("token " + name + ": " + what, cause);
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

    /** Only the star is all of them. */
    private static Set<String> projects(String words) {
        Set<String> projects = new HashSet<>();
        if (!words.equals(ALL_PROJECTS)) {
            for (String word : words.split(",", -1)) {
                if (word.isEmpty()) {
                    throw new IllegalArgumentException("a project has no name in " + words + "; * is for all projects");
                }
                projects.add(new ProjectName(word).value());
            }
        }
        return projects;
    }
}
