package dev.slipway.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.client.FailureKind;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {
    private static final Set<Integer> EXIT_CODES =
            Stream.of(FailureKind.values()).map(FailureKind::exitCode).collect(Collectors.toUnmodifiableSet());

    @Test
    void codesAndTitlesAreUnique() {
        assertThat(Arrays.stream(Problem.values()).map(Problem::code)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(Problem.values()).map(Problem::title)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(Problem.class)
    void aRowIsComplete(Problem problem) {
        assertThat(problem.code()).matches("[a-z]+(-[a-z]+)*");
        assertThat(problem.status()).isBetween(400, 599);
        assertThat(problem.title()).isNotBlank().doesNotEndWith(".");
        assertThat(problem.remedy()).isNotBlank().endsWith(".");
        assertThat(EXIT_CODES).contains(problem.exitCode());
    }

    @ParameterizedTest
    @EnumSource(Problem.class)
    void theExitCodeAgreesWithTheStatus(Problem problem) {
        Set<Integer> fitting = switch (problem.status()) {
            case 408 -> Set.of(FailureKind.TIMED_OUT.exitCode());
            case 409, 412 -> Set.of(FailureKind.CONFLICT.exitCode());
            case 413, 429, 431, 507 -> Set.of(FailureKind.LIMIT.exitCode());
            case 500 -> Set.of(FailureKind.SERVER_FAILED.exitCode());
            case 502 -> Set.of(FailureKind.SERVER_FAILED.exitCode(), FailureKind.PARTLY_LIVE.exitCode());
            case 503 -> Set.of(FailureKind.LIMIT.exitCode(), FailureKind.NETWORK.exitCode());
            case 422 -> Set.of(FailureKind.REFUSED.exitCode(), FailureKind.ROLLED_BACK.exitCode());
            default -> problem == Problem.CLIENT_GONE
                    ? Set.of(FailureKind.NETWORK.exitCode()) : Set.of(FailureKind.REFUSED.exitCode());
        };
        assertThat(fitting).contains(problem.exitCode());
    }

    @ParameterizedTest
    @EnumSource(Problem.class)
    void aServersOwnFaultMayBeTriedAgain(Problem problem) {
        assertThat(problem.retryable() || problem.status() < 500).isTrue();
    }
}
