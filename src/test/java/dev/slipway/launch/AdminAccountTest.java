package dev.slipway.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminAccountTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    private Path home;

    private AdminAccount account(Map<String, String> environment) {
        return new AdminAccount(home, environment, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    /** Those of a start that goes well. */
    private Users users(Map<String, String> environment, @Nullable String given) throws IOException {
        AdminAccount account = account(environment);
        Users users = account.users(given);
        account.keep();
        return users;
    }

    private static boolean adminHas(Users users, String password) {
        Users.Account admin = users.account(AdminAccount.NAME);
        return admin != null && admin.password().matches(password) && admin.roles().equals(AdminAccount.ROLES);
    }

    @Test
    void aPasswordIsMadeAndShownOnlyOnce() throws IOException {
        Users first = users(Map.of(), null);
        String shown = printed.toString(StandardCharsets.UTF_8).lines()
                .filter(line -> line.startsWith("    "))
                .findFirst()
                .orElseThrow()
                .strip();
        assertThat(adminHas(first, shown)).isTrue();
        printed.reset();
        assertThat(adminHas(users(Map.of(), null), shown)).isTrue();
        assertThat(printed.size()).isZero();
        assertThat(home.resolve(Users.FILE)).content().doesNotContain(shown);
    }

    @Test
    void aStartThatFailsKeepsAndShowsNothing() throws IOException {
        account(Map.of()).users(null);
        assertThat(home).isEmptyDirectory();
        assertThat(printed.size()).isZero();
    }

    @Test
    void howToGetANewOneDoesNotCostTheOtherUsers() throws IOException {
        users(Map.of(), null);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("remove the line of admin")
                .doesNotContain("remove that file");
    }

    @Test
    void theVariableWinsAndNothingIsStored() throws IOException {
        Users users = users(Map.of("SLIPWAY_ADMIN_PASSWORD", "of the variable"), null);
        assertThat(adminHas(users, "of the variable")).isTrue();
        assertThat(home).isEmptyDirectory();
        assertThat(printed.size()).isZero();
    }

    @Test
    void theGivenOneWinsOverTheVariable() throws IOException {
        Users users = users(Map.of("SLIPWAY_ADMIN_PASSWORD", "of the variable"), "given");
        assertThat(adminHas(users, "given")).isTrue();
        assertThat(adminHas(users, "of the variable")).isFalse();
    }

    @Test
    void aFileThatMeansNothingIsSaidAndNotReplaced() throws IOException {
        Files.writeString(home.resolve(Users.FILE), "admin=slipway-admin;plain");
        assertThatThrownBy(() -> users(Map.of(), null)).isInstanceOf(IOException.class).hasMessageContaining("admin");
        assertThat(home.resolve(Users.FILE)).hasContent("admin=slipway-admin;plain");
    }
}
