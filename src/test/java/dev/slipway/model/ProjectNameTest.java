package dev.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "123", "My_app-2", "-", "_"})
    void lettersDigitsDashesAndUnderscoresAreTaken(String name) {
        assertThat(new ProjectName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../evil", "a/b", "a\\b", "a b", "a.b", ".hidden",
        "gr\u00fcn", "a\n", "a\u0000", "\uff41"})
    void anythingElseIsRefusedInTheWordsThatClientsKnow(String name) {
        assertThatThrownBy(() -> new ProjectName(name)).isInstanceOfSatisfying(DeployException.class, e -> {
            assertThat(e.problem()).isEqualTo(Problem.INVALID_REQUEST);
            assertThat(e.detail())
                    .isEqualTo("Project name can only contain alphanumeric, dash and underscores characters");
        });
    }

    @Test
    void aHundredCharactersAreTheMost() {
        assertThat(new ProjectName("x".repeat(100)).value()).hasSize(100);
        assertThatThrownBy(() -> new ProjectName("x".repeat(101))).hasMessageContaining("at most 100");
    }
}
