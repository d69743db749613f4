package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.Caller;
import dev.slipway.model.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BearerTokensTest {
    static final String TOKEN = "q83vEjRWeJCrze8SNFZ4kA";
    static final String HASH = "4598ac794eaa5ca01c10c2fdbad11996b8bc7fa09312beabbbf8288732ca4436";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-05-31T23:59:59Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private Path file(String line) throws IOException {
        return Files.writeString(folder.resolve("tokens"), line);
    }

    private BearerTokens tokens(String line) throws IOException {
        return new BearerTokens(Optional.of(file(line)), CLOCK);
    }

    @Test
    void aTokenIsItsOwnCallerWithItsRoleAndItsProjects() throws IOException {
        Optional<Caller> caller = tokens("# of the build\nci = " + HASH + " slipway-deployer shop,site 2026-05-31\n")
                .caller(TOKEN, "127.0.0.1");
        assertThat(caller).contains(new Caller("token:ci", Optional.of(Role.DEPLOYER), "127.0.0.1",
                java.util.Set.of("shop", "site")));
        caller.get().requireProjectOf(Map.of("project", "shop"));
        for (Map<String, String> operation : List.of(Map.of("project", "other"), Map.<String, String>of())) {
            assertThatThrownBy(() -> caller.get().requireProjectOf(operation)).hasMessageContaining("shop, site only");
        }
    }

    @Test
    void anythingElseIsNobodys() throws IOException {
        BearerTokens tokens = tokens("ci = " + HASH + " slipway-deployer * 2026-05-31");
        assertThat(tokens.caller(TOKEN, "")).isPresent();
        assertThat(tokens.caller(TOKEN + "x", "")).isEmpty();
        assertThat(tokens.caller(HASH, "")).isEmpty();
        assertThat(tokens.caller("", "")).isEmpty();
        assertThat(new BearerTokens(Optional.empty(), CLOCK).caller(TOKEN, "")).isEmpty();
        assertThat(tokens("ci = " + HASH + " slipway-deployer * 2026-05-30").caller(TOKEN, "")).as("over").isEmpty();
    }

    /** SHA-256 of "short". */
    @Test
    void aTokenThatCouldBeGuessedIsNotLetIn() throws IOException {
        assertThat(tokens("ci = f9b0078b5df596d2ea19010c001bbd009e651de2c57e8fb7e355f31eb9d3f739 slipway-admin * 2026-05-31")
                .caller("short", "")).isEmpty();
    }

    @Test
    void aFileThatHasChangedIsReadAgainAndOneThatIsGoneLetsNobodyIn() throws IOException {
        BearerTokens tokens = tokens("ci = " + HASH + " slipway-deployer * 2026-05-31");
        file("other.name = " + HASH + " slipway-viewer * 2026-05-31");
        assertThat(tokens.caller(TOKEN, "")).map(Caller::name).contains("token:other.name");
        file("broken");
        assertThat(tokens.caller(TOKEN, "")).isEmpty();
        Files.delete(folder.resolve("tokens"));
        assertThat(tokens.caller(TOKEN, "")).isEmpty();
    }

    @Test
    void twoLinesOfOneNameOrOfOneTokenKeepTheServerFromStarting() throws IOException {
        String line = " = " + HASH + " slipway-viewer shop 2026-05-31\n";
        String other = " = " + HASH.replace('4', '5') + " slipway-admin * 2026-05-31\n";
        assertThatThrownBy(() -> tokens("ci" + line + "ci" + other)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token ci: there are two lines of that name");
        assertThatThrownBy(() -> tokens("ci" + line + "build" + line)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another line has the same SHA-256");
        assertThat(tokens("ci" + line + "build" + other).caller(TOKEN, "")).map(Caller::name).contains("token:ci");
    }

    @Test
    void aFileOfTheSameSizeAndTimeInItsPlaceIsAnotherFile() throws IOException {
        BearerTokens tokens = tokens("ci = " + HASH + " slipway-deployer * 2026-05-31");
        Path file = folder.resolve("tokens");
        Path next = Files.writeString(folder.resolve("next"), "ci = " + HASH.replace('4', '5') + " slipway-deployer * 2026-05-31");
        Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
        assertThat(tokens.caller(TOKEN, "")).isPresent();
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(tokens.caller(TOKEN, "")).as("revoked").isEmpty();
    }

    @Test
    void aFileOfTheSameSizeThatWasWrittenLaterIsReadAgain() throws IOException {
        BearerTokens tokens = tokens("ci = " + HASH + " slipway-deployer * 2026-05-31");
        FileTime then = Files.getLastModifiedTime(folder.resolve("tokens"));
        Files.setLastModifiedTime(file("ci = " + HASH.replace('4', '5') + " slipway-deployer * 2026-05-31"),
                FileTime.fromMillis(then.toMillis() + 1000));
        assertThat(tokens.caller(TOKEN, "")).as("revoked").isEmpty();
    }

    @Test
    void whatIsWrongWithAFileIsLoggedOnceAndForgottenWhenItIsMended() throws IOException {
        BearerTokens tokens = tokens("ci = " + HASH + " slipway-deployer * 2026-05-31");
        List<LogRecord> told = new CopyOnWriteArrayList<>();
        Logger log = Logger.getLogger(BearerTokens.class.getName());
        Filter before = log.getFilter();
        Level level = log.getLevel();
        log.setLevel(Level.WARNING);
        log.setFilter(line -> !told.add(line));
        try {
            for (String content : new String[] {"broken", "broken, too"}) {
                file(content);
                for (int i = 0; i < 3; i++) {
                    assertThat(tokens.caller(TOKEN, "")).isEmpty();
                }
            }
            Files.delete(folder.resolve("tokens"));
            for (int i = 0; i < 3; i++) {
                assertThat(tokens.caller(TOKEN, "")).isEmpty();
            }
        } finally {
            log.setFilter(before);
            log.setLevel(level);
        }
        assertThat(told).hasSize(3);
        file("ci = " + HASH + " slipway-deployer * 2026-05-31");
        assertThat(tokens.caller(TOKEN, "")).isPresent();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"ci = x slipway-deployer * 2026-05-31 | token ci",
        "ci = HASH deployer * 2026-05-31 | there is no role deployer", "ci = HASH slipway-viewer a/b 2026-05-31 | Project name",
        "ci = HASH slipway-viewer , 2026-05-31 | * is for all", "ci = HASH slipway-viewer shop, 2026-05-31 | * is for all",
        "ci = HASH slipway-viewer *,shop 2026-05-31 | Project name", "ci = HASH slipway-viewer * tomorrow | a date like", "ci = HASH slipway-viewer * | LAST-DAY"})
    void aLineThatMakesNoSenseKeepsTheServerFromStarting(String line, String reason) throws IOException {
        Path file = file(line.replace("HASH", HASH));
        assertThatThrownBy(() -> new BearerTokens(Optional.of(file), CLOCK)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString()).hasMessageContaining(reason);
    }
}
