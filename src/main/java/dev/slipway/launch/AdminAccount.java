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
 * hash the home holds; else a new one of 128 bits, which is printed once and of which only the hash is kept. A start that
 * fails keeps and prints none: the next one makes its own. Used by the thread that starts the server.
 */
final class AdminAccount {
    static final String NAME = "admin";
    static final Set<String> ROLES = Set.of("slipway-viewer", "slipway-deployer", "slipway-admin");

    private static final String VARIABLE = "SLIPWAY_ADMIN_PASSWORD";

    private final Path home;
    private final Map<String, String> environment;
    private final PrintStream console;
    private @Nullable Made made;

    private record Made(String password, Users users) {}

    AdminAccount(Path home, Map<String, String> environment, PrintStream console) {
        this.home = home;
        this.environment = environment;
        this.console = console;
    }

    /** The users of the home, with an admin among them. A password that is made for it lasts only after {@link #keep}. */
    Users users(@Nullable String given) throws IOException {
        Users stored = Users.of(home);
        String known = given == null ? environment.getOrDefault(VARIABLE, "") : given;
        if (!known.isEmpty()) {
            return stored.with(NAME, new Users.Account(new GivenPassword(known), ROLES));
        }
        if (stored.account(NAME) != null) {
            return stored;
        }
        String password = ServerOptions.newPassword();
        Users users = stored.with(NAME, new Users.Account(PasswordHash.of(password), ROLES));
        made = new Made(password, users);
        return users;
    }

    /** Stores and shows the password, if one was made. For a server that runs. */
    void keep() throws IOException {
        Made first = made;
        if (first != null) {
            first.users().store(home);
            show(first.password());
            made = null;
        }
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
