package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryStringTest {
    private static final Set<String> KNOWN = Set.of("message", "restart", "force");

    @Test
    void parametersAreDecoded() {
        assertThat(QueryString.parse("message=Hello%20there+%26+gr%C3%BC%C3%9Fe&restart=rolling", KNOWN))
                .isEqualTo(Map.of("message", "Hello there & gr\u00fc\u00dfe", "restart", "rolling"));
    }

    @Test
    void aParameterWithoutAValueIsTrue() {
        assertThat(QueryString.parse("force&message=", KNOWN)).isEqualTo(Map.of("force", "true", "message", ""));
    }

    @Test
    void withoutAQueryThereAreNoParameters() {
        assertThat(QueryString.parse(null, KNOWN)).isEmpty();
        assertThat(QueryString.parse("", KNOWN)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"activat=false, '\"activat\" is not known; there are force, message, restart'",
        "force=1&force=0, \"force\" is given twice", "message=%zz, not correctly percent-encoded",
        "%=1, percent-encoded",
        "force&, \"\" is not known", "a%0Ab=1, \"a\\u000ab\" is not known", "%66orce=1&force=1, given twice"})
    void whatCannotBeUnderstoodIsRefused(String query, String detail) {
        assertThatThrownBy(() -> QueryString.parse(query, KNOWN)).isInstanceOfSatisfying(DeployException.class, e -> {
            assertThat(e.problem()).isEqualTo(Problem.INVALID_REQUEST);
            assertThat(e.detail()).contains(detail);
        });
    }
}
