package dev.slipway.launch;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in to the standalone server: {@code users.properties} of the home, readable by its owner only. A line is
 * {@code name=role,role;hash}. Immutable; any thread.
 */
final class Users {
    static final String FILE = "users.properties";
    /** More than a file of users that is kept by hand will have. */
    static final int MAX_USERS = 1_000;

    private final Map<String, Account> accounts;

    /** A password and what its owner may do. Only one with a {@link PasswordHash} can be stored. */
    record Account(Password password, Set<String> roles) {
        Account {
            roles = Set.copyOf(roles);
        }

        String line() {
            if (!(password instanceof PasswordHash hash)) {
                throw new IllegalStateException("a password that was given for one run is not stored");
            }
            return String.join(",", new TreeSet<>(roles)) + ';' + hash.text();
        }

        static Account of(String line) {
            int border = line.indexOf(';');
            if (border < 0) {
                throw new IllegalArgumentException("no ';' between roles and hash");
            }
            Set<String> roles = Set.of(line.substring(0, border).split(",")).stream()
                    .map(String::strip)
                    .filter(role -> !role.isEmpty())
                    .collect(Collectors.toSet());
            return new Account(PasswordHash.parse(line.substring(border + 1).strip()), roles);
        }
    }

    private Users(Map<String, Account> accounts) {
        this.accounts = Map.copyOf(accounts);
    }

    /**
     * The users of a home; none when the file is not there.
     *
     * @throws IOException when the file cannot be read, or a line of it means nothing
     */
    static Users of(Path home) throws IOException {
        Path file = home.resolve(FILE);
        if (Files.notExists(file)) {
            return new Users(Map.of());
        }
        Properties lines = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            lines.load(reader);
        }
        if (lines.size() > MAX_USERS) {
            throw new IOException(FILE + " has more than " + MAX_USERS + " users");
        }
        Map<String, Account> accounts = new HashMap<>();
        for (String name : lines.stringPropertyNames()) {
            try {
                accounts.put(name, Account.of(lines.getProperty(name)));
            } catch (IllegalArgumentException e) {
                throw new IOException(FILE + ": the line of " + name + " cannot be read: " + e.getMessage(), e);
            }
        }
        return new Users(accounts);
    }

    @Nullable Account account(String name) {
        return accounts.get(name);
    }

    Users with(String name, Account account) {
        Map<String, Account> more = new HashMap<>(accounts);
        more.put(name, account);
        return new Users(more);
    }

    /** Replaces the file of the home by one rename; nobody but its owner ever can read it. */
    void store(Path home) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        Path fresh = posix
                ? Files.createTempFile(home, FILE, ".new",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : Files.createTempFile(home, FILE, ".new");
        try {
            List<String> lines = new ArrayList<>();
            lines.add("# name=role,role;hash - written by Slipway; remove the line of admin for a new password");
            accounts.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(user -> lines.add(escaped(user.getKey()) + '=' + user.getValue().line()));
            Files.write(fresh, lines, StandardCharsets.UTF_8);
            Files.move(fresh, home.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static String escaped(String name) {
        return name.replaceAll("[\\\\ :=#!\t\f]", "\\\\$0");
    }
}
