package dev.slipway.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipway.config.Settings;
import dev.slipway.model.ProjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HooksTest {
    private static final ProjectName SHOP = new ProjectName("shop");
    private static final ProjectName OTHER = new ProjectName("other");

    @Test
    void withoutSettingsNothingIsRun() {
        ProjectHooks none = Hooks.of(Settings.of(Map.of())).of(SHOP);
        assertThat(none.afterwards(true)).isFalse();
        assertThat(none.verify()).isEmpty();
    }

    @Test
    void aProjectMayHaveItsOwnOrNone() {
        Hooks hooks = Hooks.of(Settings.of(Map.of(
                "slipway.verify-command", "[\"/bin/true\"]",
                "slipway.restart-command", "[\"/bin/true\", \"all\"]",
                "slipway.project.shop.restart-command", "[\"/bin/true\", \"shop\"]",
                "slipway.project.shop.verify-command", "none",
                "slipway.project.shop.hook-timeout", "7s")));
        assertThat(hooks.of(OTHER).restart().orElseThrow().argv()).containsExactly("/bin/true", "all");
        assertThat(hooks.of(SHOP).restart().orElseThrow().argv()).containsExactly("/bin/true", "shop");
        assertThat(hooks.of(SHOP).verify()).isEmpty();
        assertThat(hooks.of(OTHER).verify()).isPresent();
        assertThat(hooks.of(SHOP).timeout()).isEqualTo(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/true", "[]", "[\"true\"]", "[\"/bin/true\", 1]", "{}", "[\"/bin/true\"], \"argv2\": [\"x\"]",
            "[\"/bin/true\"", "[\"/bin/a\\u0000b\"]"})
    void whatIsNoCommandIsRefusedByTheNameOfItsSetting(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hooks.of(Settings.of(Map.of("slipway.project.shop.verify-command", value))))
                .withMessageStartingWith("slipway.project.shop.verify-command: ");
    }

    @Test
    void aWrongValueForOneProjectIsRefusedByTheNameOfItsSetting() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of(Map.of("slipway.project.shop.health-tries", "many")))
                .withMessageStartingWith("slipway.project.shop.health-tries: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"slipway.project.shop.verify-comand", "slipway.project.shop.max-entries",
            "slipway.project.a b.verify-command", "slipway.project..verify-command", "slipway.project.shop"})
    void aSettingThatNoProjectCanHaveIsRefused(String name, @TempDir Path home) throws IOException {
        Files.writeString(home.resolve(Settings.FILE), name.replace(" ", "\\ ") + "=x\n");
        assertThatIllegalArgumentException().isThrownBy(() -> Settings.read(Map.of(), home))
                .withMessage("slipway.properties has settings that do not exist: " + name);
    }

    @Test
    void theFileMayHaveSettingsOfProjects(@TempDir Path home) throws IOException {
        Files.writeString(home.resolve(Settings.FILE), "slipway.project.shop.health-url=http://127.0.0.1:8080/{project}/\n");
        Hooks hooks = Hooks.of(Settings.read(Map.of(), home));
        assertThat(hooks.of(SHOP).health()).isPresent();
        assertThat(hooks.of(OTHER).health()).isEqualTo(Optional.empty());
    }

    @Test
    void aProgramThatIsNotThereIsSaidAtTheStart() {
        Hooks hooks = Hooks.of(Settings.of(Map.of("slipway.project.shop.activate-command", "[\"/no/such/program\"]")));
        assertThat(hooks.concerns()).anyMatch(text -> text.contains("/no/such/program"));
        assertThat(Hooks.of(Settings.of(Map.of("slipway.verify-command", "[\"/bin/sh\"]"))).concerns())
                .noneMatch(text -> text.contains("/bin/sh"));
    }
}
