package dev.slipway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.Payload;
import dev.slipway.codec.Format;
import dev.slipway.model.Caller;
import dev.slipway.model.Role;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.HomeDirectory;
import dev.slipway.release.Room;
import dev.slipway.release.Spool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperationsTest {
    private HomeDirectory home;
    private Operations operations;

    static final Payload NONE = new Payload() {
        @Override
        public InputStream stream() {
            return InputStream.nullInputStream();
        }

        @Override
        public Optional<dev.slipway.model.Digest> declared() {
            return Optional.empty();
        }
    };

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        home = HomeDirectory.open(folder.resolve("home"), Duration.ofSeconds(5));
        operations = new Operations(new Spool(home, Room.ENDLESS, 1000), new RegistrationInfo("1.2.3"));
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    static Call call(Map<String, Object> fields, Optional<Role> role) {
        return new Call(fields, new Caller("alice", role, "127.0.0.1"), Optional.empty(), Optional.empty(),
                Optional.empty(), false, Format.JSON);
    }

    @Test
    void anOperationMustBeNamed() {
        for (Map<String, Object> fields : java.util.List.<Map<String, Object>>of(
                Map.of(), Map.of("operation", ""), Map.of("operation", 5L), Map.of("operation", Map.of()))) {
            assertRefused(fields, Problem.INVALID_REQUEST, "Request body must include an 'operation' property.");
        }
    }

    @Test
    void anOperationThatDoesNotExistIsNamed() {
        assertRefused(Map.of("operation", "nosuch"), Problem.INVALID_REQUEST, "Operation 'nosuch' not found");
        assertRefused(Map.of("operation", "a\nb"), Problem.INVALID_REQUEST, "Operation 'a\\u000ab' not found");
    }

    @Test
    void withoutARoleNothingIsDone() {
        assertThatThrownBy(() -> operations.prepare(call(Map.of("operation", "registration_info"), Optional.empty())))
                .isInstanceOfSatisfying(DeployException.class, e -> {
                    assertThat(e.problem()).isEqualTo(Problem.FORBIDDEN);
                    assertThat(e.detail()).isEqualTo("This needs the role slipway-viewer");
                });
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void everyRoleMayAskWhichServerThisIs(Role role) throws IOException {
        Job job = operations.prepare(call(Map.of("operation", "registration_info"), Optional.of(role)));
        assertThat(job.payload()).isEqualTo(Job.Use.REFUSED);
        assertThat(job.run(NONE)).isEqualTo(new Answer.Value(Map.of("version", "5.1.0", "server", "slipway/1.2.3")));
        job.abandon(new DeployException(Problem.CLIENT_GONE, "gone"));
    }

    private void assertRefused(Map<String, Object> fields, Problem problem, String detail) {
        assertThatThrownBy(() -> operations.prepare(call(fields, Optional.of(Role.ADMIN))))
                .isInstanceOfSatisfying(DeployException.class, e -> {
                    assertThat(e.problem()).isEqualTo(problem);
                    assertThat(e.detail()).isEqualTo(detail);
                });
    }
}
