package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.codec.Format;
import dev.slipway.model.Caller;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.Role;
import dev.slipway.operation.Answer;
import dev.slipway.operation.Call;
import dev.slipway.operation.GetJob;
import dev.slipway.operation.Operation;
import dev.slipway.operation.Restart;
import dev.slipway.operation.RestartService;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.LaunchJournal;
import dev.slipway.rollout.Restarts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Restarts of a server that is alone. */
@Timeout(60)
class RestartsTest {
    private static final Caller ADMIN = new Caller("ann", Optional.of(Role.ADMIN), "127.0.0.1");
    private static final Caller DEPLOYER = new Caller("dan", Optional.of(Role.DEPLOYER), "127.0.0.1");

    private record Nothing() implements Payload {
        @Override
        public InputStream stream() {
            return InputStream.nullInputStream();
        }

        @Override
        public Optional<Digest> declared() {
            return Optional.empty();
        }
    }

    @TempDir
    Path folder;
    private HookedSite site;
    private final Queue<Runnable> later = new ArrayDeque<>();

    @BeforeEach
    void open() throws IOException {
        site = new HookedSite(folder);
    }

    @AfterEach
    void close() throws IOException {
        site.close();
    }

    private Restarts restarts() {
        return new Restarts(site.records, new Replica(site.tools, LaunchJournal.in(site.home)), Optional.empty(), new Restarts.Server("here", "home"), later::add);
    }

    private static Map<String, Object> call(Operation operation, Caller caller, Map<String, Object> more) throws IOException {
        caller.require(operation.role());
        Answer answer = operation.prepare(new Call(new HashMap<>(more), caller, Optional.empty(), Optional.empty(), Optional.empty(),
                false, Format.JSON)).run(new Nothing());
        if (answer instanceof Answer.Content content) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            content.writer().writeTo(bytes);
            return Map.of("text", bytes.toString(StandardCharsets.UTF_8));
        }
        return ((Answer.Value) answer).object();
    }

    private String job(Object id) throws IOException {
        return (String) call(new GetJob(restarts(), site.tools.deployments()), DEPLOYER, Map.of("id", id)).get("text");
    }

    @Test
    void theRestartCommandAndTheCheckAreRunForWhatIsLive() throws IOException {
        site.with("restart-command", site.noting("restarted")).with("activate-command", site.noting("activated"))
                .with("health-command", site.noting("checked"));
        Deployment live = site.deploy();
        Files.writeString(site.log, "");
        Object job = call(new Restart(restarts()), ADMIN, Map.of()).get("job_id");
        assertThat(job(job)).startsWith("[{").endsWith("}]").contains("\"IN_PROGRESS\"");
        later.remove().run();
        assertThat(site.log).hasContent("restarted\nchecked\n");
        assertThat(job(job)).contains("\"COMPLETE\"", "\"here\"", "\"success\"");
        site.assertLive(live.id());
    }

    @Test
    void whatIsLiveStaysLiveWhenTheCheckFails() throws IOException {
        Deployment live = site.deploy();
        site.with("restart-command", site.noting("restarted")).with("health-command", "echo down; exit 1");
        Object job = call(new RestartService(restarts()), DEPLOYER, Map.of("service", "app")).get("job_id");
        later.remove().run();
        assertThat(job(job)).contains("\"ERROR\"", "down", "stays live");
        site.assertLive(live.id());
    }

    @Test
    void withoutACommandTheAnswerSaysWhatToConfigure() {
        assertRefused(new Restart(restarts()), Map.of(), "Nothing is live");
        site.deploy();
        assertRefused(new Restart(restarts()), Map.of(), "slipway.restart-command");
        assertRefused(new RestartService(restarts()), Map.of("service", "app"), "slipway.project.NAME.restart-command");
        assertRefused(new RestartService(restarts()), Map.of("service", "other"), "No project other is live");
        assertRefused(new RestartService(restarts()), Map.of(), "'service' is required");
        assertRefused(new RestartService(restarts()), Map.of("service", "../x"), "Invalid service");
        assertRefused(new GetJob(restarts(), site.tools.deployments()), Map.of("id", DeploymentId.next().value()), "There is no job");
        assertThat(later).isEmpty();
    }

    private static void assertRefused(Operation operation, Map<String, Object> fields, String text) {
        assertThatThrownBy(() -> call(operation, ADMIN, fields)).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.detail()).contains(text));
    }

    @Test
    void allProjectsAtOnceAreForAdministrators() throws IOException {
        site.with("restart-command", "true");
        site.deploy();
        for (String all : new String[] {"http", "http_workers"}) {
            assertThatThrownBy(() -> call(new RestartService(restarts()), DEPLOYER, Map.of("service", all)))
                    .isInstanceOfSatisfying(DeployException.class, e -> assertThat(e.problem()).isEqualTo(Problem.FORBIDDEN));
            assertThat(call(new RestartService(restarts()), ADMIN, Map.of("service", all))).containsKey("job_id");
        }
        assertThatThrownBy(() -> call(new Restart(restarts()), DEPLOYER, Map.of())).isInstanceOf(DeployException.class);
    }

    @Test
    void aReleaseThatIsBeingCheckedIsNotDisturbed() throws Exception {
        Path go = folder.resolve("go");
        Deployment first = site.deploy();
        site.with("restart-command", site.noting("restarted"))
                .with("health-command", site.noting("checking"), "while [ ! -e " + go + " ]; do sleep 0.05; done");
        CompletableFuture<Deployment> deploy = CompletableFuture.supplyAsync(site::deploy);
        await().until(() -> Files.readString(site.log).contains("checking"));
        Object job = call(new RestartService(restarts()), DEPLOYER, Map.of("service", "app")).get("job_id");
        later.remove().run();
        assertThat(job(job)).contains("\"ERROR\"", "just being restarted or checked");
        Files.createFile(go);
        site.assertLive(deploy.get().id());
        assertThat(deploy.get().id()).isNotEqualTo(first.id());
    }

    @Test
    void aRestartThatWasCutOffIsSettledAtTheNextStartAndADeploymentIsAJobToo() throws IOException {
        site.with("restart-command", "true");
        Deployment live = site.deploy();
        Object job = call(new Restart(restarts()), ADMIN, Map.of()).get("job_id");
        restarts().settle();
        assertThat(job(job)).contains("\"ERROR\"", "The server stopped");
        assertThat(job(live.id().value())).contains("\"COMPLETE\"", "deploy_component", "app");
    }
}
