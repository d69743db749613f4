package dev.slipway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.Activator;
import dev.slipway.deploy.Deployer;
import dev.slipway.deploy.Payload;
import dev.slipway.deploy.TestDeploys;
import dev.slipway.model.Digest;
import dev.slipway.model.Role;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.HomeDirectory;
import dev.slipway.records.MemoryRecords;
import dev.slipway.release.Room;
import dev.slipway.release.Spool;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeployComponentTest {
    @TempDir
    Path folder;

    private static final DeployException GONE = new DeployException(Problem.CLIENT_GONE, "gone");

    private HomeDirectory home;
    private Operations operations;

    private record Tar(byte[] bytes) implements Payload {
        @Override
        public InputStream stream() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public Optional<Digest> declared() {
            return Optional.empty();
        }
    }

    @BeforeEach
    void open() throws IOException {
        home = HomeDirectory.open(folder.resolve("home"), Duration.ofSeconds(5));
        Deployer.Tools tools = TestDeploys.tools(home, new MemoryRecords());
        Spool spool = new Spool(home, Room.ENDLESS, 1_000_000);
        operations = new Operations(spool,
                new DeployComponent(new Deployer(tools), new Activator(tools), tools.deployments()),
                new RollbackComponent(new Activator(tools), tools.deployments()));
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    @Test
    void successIsToldInTheWordsThatClientsKnow() throws IOException {
        Map<String, Object> first = run(Map.of());
        assertThat(first).containsEntry("message", "Successfully deployed: app").containsKey("deployment_id")
                .containsEntry("project", "app").containsEntry("files", 1L)
                .doesNotContainKeys("warning", "previous");
        assertThat(run(Map.of())).containsEntry("previous", first.get("deployment_id"));
    }

    @Test
    void manyUnknownFieldsAreCountedAndNotAllNamed() throws IOException {
        Map<String, Object> fields = new java.util.HashMap<>();
        for (int i = 0; i < 5000; i++) {
            fields.put("field" + i, "x");
        }
        assertThat(run(fields).get("warning")).asString().contains("4990 more fields").hasSizeLessThan(2000);
    }

    @ParameterizedTest
    @CsvSource({"install_timeout,300000", "deployment_timeout,1.5", "deployment_timeout,10m", "restart,false", "restart,null", "activate,true"})
    void aFormHasTextForFlagsAndNumbers(String name, String value) throws IOException {
        assertThat(run(Map.of(name, value))).doesNotContainKey("warning");
    }

    @ParameterizedTest
    @ValueSource(strings = {"package", "deployment_id", "install_command", "message", "restart", "install_timeout"})
    void aFieldThatIsNullIsNotThere(String name) throws IOException {
        Map<String, Object> none = new HashMap<>();
        none.put(name, null);
        assertThat(run(none)).doesNotContainKey("warning");
    }

    @Test
    void inAnObjectTheTextNullIsText() throws IOException {
        assertThat(run(Map.of("message", "null", "project", "null"))).containsEntry("project", "null");
        assertRefused("package", "null", Problem.INVALID_REQUEST,
                "Deploying from a package is not enabled on this server: send the archive as payload");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "project        |               | 'project' is required",
        "project        | ../evil       | Project name can only contain alphanumeric, dash and underscores characters",
        "restart        | sometimes     | 'restart' must be one of [boolean, rolling]",
        "install_timeout| soon          | 'install_timeout' must be a number",
        "deployment_timeout | soon      | 'deployment_timeout' must be a number of seconds, or a time such as 90s, 10m or 2h",
        "deployment_timeout | 0         | 'deployment_timeout' must be more than 0 and at most 24h; a number without a unit is seconds",
        "deployment_timeout | 25h       | 'deployment_timeout' must be more than 0 and at most 24h; a number without a unit is seconds",
        "activate       | perhaps       | 'activate' must be a boolean",
        "package | npm:x | Deploying from a package is not enabled on this server: send the archive as payload",
        "install_command | make | Install commands are not enabled on this server: "
            + "send a component that is already built",
        "_secret | x | The field '_secret' is not allowed: names beginning with an underscore are reserved"})
    void whatCannotBeDoneIsRefusedInTheseWords(String name, String value, String text) {
        assertRefused(name, value == null ? "" : value, Problem.INVALID_REQUEST, text);
    }

    @Test
    void withoutAProjectNothingIsDeployed() {
        assertThatThrownBy(() -> operations.prepare(
                OperationsTest.call(Map.of("operation", "deploy_component"), Optional.of(Role.ADMIN))))
                .hasMessage("'project' is required");
    }

    @Test
    void aReleaseThatIsNotStagedIsNotFound() {
        Job job = prepare(Map.of("deployment_id", "01926f00-0000-7000-8000-000000000001"));
        assertThat(job.payload()).isEqualTo(Job.Use.REFUSED);
        assertThatThrownBy(() -> job.run(new Tar(new byte[0]))).isInstanceOfSatisfying(DeployException.class, e -> {
            assertThat(e.problem()).isEqualTo(Problem.NOT_FOUND);
            assertThat(e.detail()).isEqualTo("no staged build with that id");
        });
    }

    @Test
    void whatIsStagedBecomesLiveByItsIdAndIsTakenBackInOneStep() throws IOException {
        Object first = run(Map.of()).get("deployment_id");
        Map<String, Object> staged = run(Map.of("activate", false));
        assertThat(staged).containsEntry("staged", true).containsEntry("message",
                "Staged: app. Deploy it with deploy_component deployment_id=" + staged.get("deployment_id"));
        assertThat(live()).isEqualTo(first);
        Map<String, Object> activated = run(Map.of("deployment_id", staged.get("deployment_id")));
        assertThat(activated).containsEntry("release_id", staged.get("deployment_id")).containsEntry("previous", first)
                .doesNotContainKey("rollback_of");
        assertThat(live()).isEqualTo(staged.get("deployment_id"));
        assertThat(run(Map.of("deployment_id", first))).containsEntry("rollback_of", staged.get("deployment_id"))
                .doesNotContainKey("previous");
        assertThat(live()).isEqualTo(first);
    }

    private Object live() throws IOException {
        return home.live().resolve("app").toRealPath().getFileName().toString();
    }

    @Test
    void aRequestThatIsSentAgainUnderItsKeyIsNotDoneAgain() throws IOException {
        Map<String, Object> first = keyed(fields(Map.of()), "key");
        assertThat(keyed(fields(Map.of()), "key")).isEqualTo(first);
        run(Map.of());
        run(Map.of());
        Map<String, Object> rollback = Map.of("operation", "rollback_component", "project", "app");
        Map<String, Object> back = keyed(rollback, "back");
        assertThat(keyed(rollback, "back")).isEqualTo(back);
        assertThat(live()).isEqualTo(back.get("release_id"));
        assertThatThrownBy(() -> keyed(fields(Map.of("project", "other")), "key")).isInstanceOfSatisfying(
                DeployException.class, e -> assertThat(e.problem()).isEqualTo(Problem.RETRY_KEY_REUSED));
    }

    @Test
    void aRequestIsNotDoneTwiceAtOnceUnderOneKey() {
        Call call = call(fields(Map.of()), "key");
        Job first = operations.prepare(call);
        assertThatThrownBy(() -> operations.prepare(call)).isInstanceOfSatisfying(DeployException.class, e -> {
            assertThat(e.problem()).isEqualTo(Problem.PROJECT_BUSY);
            assertThat(e.holder()).isEqualTo(first.deployment().orElseThrow().deployment().id().value());
        });
        first.abandon(GONE);
        operations.prepare(call).abandon(GONE); // a failure that may pass frees the key
    }

    private static Call call(Map<String, Object> fields, String key) {
        Call plain = OperationsTest.call(fields, Optional.of(Role.DEPLOYER));
        return new Call(plain.fields(), plain.caller(), plain.id(), plain.declared(), Optional.of(key), false,
                plain.format());
    }

    private Map<String, Object> keyed(Map<String, Object> fields, String key) throws IOException {
        return ((Answer.Value) operations.prepare(call(fields, key)).run(archive())).object();
    }

    @Test
    void aReleaseCannotComeWithAPayloadOrBeStaged() {
        String id = "01926f00-0000-7000-8000-000000000001";
        assertThatThrownBy(() -> prepare(Map.of("deployment_id", id, "activate", false)))
                .hasMessage("'activate' cannot be false with a 'deployment_id'");
        Job job = prepare(Map.of());
        assertThatThrownBy(() -> job.amend(fields(Map.of("deployment_id", id))))
                .hasMessage("Both payload and deployment_id cannot be provided");
        job.abandon(GONE);
    }

    @Test
    void fieldsOfAnotherTypeAreRefused() {
        assertRefused("project", List.of("app"), Problem.INVALID_REQUEST, "'project' must be a string");
        assertRefused("restart", List.of(), Problem.INVALID_REQUEST, "'restart' must be one of [boolean, rolling]");
        assertRefused("install_timeout", true, Problem.INVALID_REQUEST, "'install_timeout' must be a number");
        assertRefused("message", "x".repeat(1001), Problem.INVALID_REQUEST,
                "'message' can have at most 1000 characters");
    }

    @Test
    void aProjectNamedByANumberIsTakenAsItIsWritten() throws IOException {
        assertThat(run(Map.of("project", 123L))).containsEntry("project", "123");
    }

    @Test
    void fieldsThatAreNotKnownAreToldOf() throws IOException {
        assertThat(run(Map.of("colour", "blue", "shape", 1L)).get("warning")).asString()
                .contains("The field 'colour' is not known and was ignored", "'shape'");
    }

    @Test
    void theCredentialsThatOldClientsRepeatAreNoMatterForAWarning() throws IOException {
        assertThat(run(Map.of("username", "u", "password", "p", "target", "t", "cborEncode", true, "replicated", false,
                "force", true, "install_timeout", 1000L, "activate", true, "restart", false)))
                .doesNotContainKey("warning");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "rolling"})
    void aRestartThatIsNotOfferedIsToldOf(String restart) throws IOException {
        Object value = restart.equals("true") ? Boolean.TRUE : restart;
        assertThat(run(Map.of("restart", value)).get("warning")).asString().contains("Nothing was restarted");
        assertThat(run(Map.of("restart", restart)).get("warning")).asString().contains("Nothing was restarted");
    }

    @Test
    void aViewerMayNotDeployAndHoldsNothing() {
        assertThatThrownBy(() -> operations.prepare(OperationsTest.call(fields(Map.of()), Optional.of(Role.VIEWER))))
                .isInstanceOfSatisfying(DeployException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.FORBIDDEN));
        prepare(Map.of()).abandon(GONE);
    }

    @Test
    void aJobHoldsItsProjectUntilItIsAbandoned() {
        Job job = prepare(Map.of());
        assertThat(job.payload()).isEqualTo(Job.Use.WANTED);
        assertRefusedWith(Map.of(), Problem.PROJECT_BUSY);
        job.abandon(GONE);
        prepare(Map.of()).abandon(GONE);
    }

    private void assertRefusedWith(Map<String, Object> more, Problem problem) {
        assertThatThrownBy(() -> prepare(more)).isInstanceOfSatisfying(
                DeployException.class, e -> assertThat(e.problem()).isEqualTo(problem));
    }

    private void assertRefused(String name, Object value, Problem problem, String text) {
        assertThatThrownBy(() -> prepare(Map.of(name, value))).isInstanceOfSatisfying(DeployException.class, e -> {
            assertThat(e.detail()).isEqualTo(text);
            assertThat(e.problem()).isEqualTo(problem);
        });
        prepare(Map.of()).abandon(GONE); // the project is not held
    }

    private static Map<String, Object> fields(Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(Map.of("operation", "deploy_component", "project", "app"));
        fields.putAll(more);
        return fields;
    }

    private Job prepare(Map<String, Object> more) {
        return operations.prepare(OperationsTest.call(fields(more), Optional.of(Role.DEPLOYER)));
    }

    private Map<String, Object> run(Map<String, Object> more) throws IOException {
        return ((Answer.Value) prepare(more).run(archive())).object();
    }

    private static Tar archive() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.putArchiveEntry(new TarArchiveEntry("empty.txt"));
            tar.closeArchiveEntry();
        }
        return new Tar(bytes.toByteArray());
    }
}
