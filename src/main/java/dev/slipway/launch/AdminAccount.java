package dev.slipway.launch;

import dev.slipway.cli.ServerOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settles the password of the user {@code admin} at start-up: the one that was given for this run; else the one whose
 * hash the home holds; else a new one of 128 bits, which is printed once and of which only the hash is kept.
 */
final class AdminAccount {
    static final String NAME = "admin";
    static final Set<String> ROLES = Set.of("slipway-viewer", "slipway-deployer", "slipway-admin");

    private static final String VARIABLE = "SLIPWAY_ADMIN_PASSWORD";

    private final Path home;
    private final Map<String, String> environment;
    private final PrintStream console;

    AdminAccount(Path home, Map<String, String> environment, PrintStream console) {
        this.home = home;
        this.environment = environment;
        this.console = console;
    }

    /** The users of the home, with an admin among them. */
    Users users(@Nullable String given) throws IOException {
        Users stored = Users.of(home);
        String password = given == null ? environment.getOrDefault(VARIABLE, "") : given;
        if (!password.isEmpty()) {
            return stored.with(NAME, new Users.Account(new GivenPassword(password), ROLES));
        }
        if (stored.account(NAME) != null) {
            return stored;
        }
        String made = ServerOptions.newPassword();
        Users users = stored.with(NAME, new Users.Account(PasswordHash.of(made), ROLES));
        users.store(home);
        show(made);
        return users;
    }

    private void show(String password) {
        console.println("The password of the user admin was made now and is shown this once:");
        console.println();
        console.println("    " + password);
        console.println();
        console.println("Clients take it from SLIPWAY_PASSWORD or a prompt. Only its hash is kept, in "
                + Users.FILE + " of the home.");
        console.println("To choose your own, start with " + VARIABLE
                + " set; for a new one, remove the line of admin from that file.");
    }
}
