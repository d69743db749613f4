package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.model.DeploymentId;
import dev.slipway.web.HttpSocket.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An administrator's token for one project, on what it has no word about but the id or the service. */
@Timeout(120)
class BearerTokensScopeTest {
    private static final String SHOP = "shop";
    private static final String BLOG = "blog";
    private static final byte[] TAR = Archives.tar("a", "a");

    private TestSite site;
    private String shop;
    private String blog;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        Path tokens = Files.writeString(folder.resolve("tokens"),
                "ops = " + BearerTokensTest.HASH + " slipway-admin shop 2999-12-31\n");
        site = TomcatSite.start(folder.toRealPath().resolve("home"), Files.createDirectory(folder.resolve("server")),
                Map.of("slipway.tokens", tokens.toString(), "slipway.restart-command", "[\"/bin/true\"]",
                        "slipway.min-free-bytes", "1MiB", "slipway.sync", "off"));
        shop = deploy(SHOP);
        blog = deploy(BLOG);
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private String deploy(String project) throws IOException {
        Answer answer = new Requests(site.port(), "admin").put(project, TAR);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return (String) answer.object().get("deployment_id");
    }

    private Answer ask(String method, String path, byte[] body, String... fields) throws IOException {
        try (HttpSocket socket = new HttpSocket(site.port())) {
            return socket.head(method, path, Requests.with(fields, "Authorization: Bearer " + BearerTokensTest.TOKEN,
                    "Content-Length: " + body.length)).raw(body).answer();
        }
    }

    private Answer operation(String name, Map<String, Object> more) throws IOException {
        Map<String, Object> operation = new LinkedHashMap<>(more);
        operation.put("operation", name);
        return ask("POST", "/", ObjectWriter.write(operation, Format.JSON), "Content-Type: application/json");
    }

    private static void refused(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
        assertThat(answer.text()).contains("may change shop only");
    }

    private static void done(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }

    @Test
    void aPayloadIsTheOneOfItsDeploymentsProject() throws IOException {
        for (String operation : new String[] {"get_deployment_payload", "delete_deployment_payload"}) {
            refused(operation(operation, Map.of("deployment_id", blog)));
            refused(operation(operation, Map.of("deployment_id", blog, "project", SHOP)));
            done(operation(operation, Map.of("deployment_id", shop)));
        }
        assertThat(new Requests(site.port(), "admin").ask("GET", "/deployments/" + blog + "/payload").status())
                .as("it is still there").isEqualTo(200);
    }

    @Test
    void aPayloadByItsPathIsTheOneOfItsDeploymentsProjectToo() throws IOException {
        refused(ask("GET", "/deployments/" + blog + "/payload", new byte[0]));
        refused(ask("DELETE", "/deployments/" + blog, new byte[0]));
        done(ask("GET", "/deployments/" + shop + "/payload", new byte[0]));
        done(ask("DELETE", "/deployments/" + shop, new byte[0]));
    }

    @Test
    void whatHasEndedIsEndedForItsProjectOnly() throws IOException {
        refused(operation("end_deployment", Map.of("deployment_id", blog, "project", SHOP)));
        done(operation("end_deployment", Map.of("deployment_id", shop)));
    }

    @Test
    void aDeploymentThatRunsIsCancelledByItsIdWhereItsProjectIsTheTokens() throws IOException {
        try (Running other = new Running(BLOG); Running own = new Running(SHOP)) {
            refused(operation("cancel_deployment", Map.of("deployment_id", other.id)));
            refused(operation("cancel_deployment", Map.of("deployment_id", other.id, "project", SHOP)));
            refused(operation("end_deployment", Map.of("deployment_id", other.id, "project", SHOP)));
            refused(ask("DELETE", "/deployments/" + other.id, new byte[0]));
            done(operation("cancel_deployment", Map.of("deployment_id", own.id)));
            assertThat(own.socket.answer().text()).contains("cancelled by token:ops");
            assertThat(other.socket.raw(TAR, TAR.length / 2, TAR.length - TAR.length / 2).answer().status())
                    .as("it was left alone").isEqualTo(201);
        }
    }

    @Test
    void aDeploymentThatHasEndedIsNotSaidToHaveEndedToWhomItIsNotOpen() throws IOException {
        refused(operation("cancel_deployment", Map.of("deployment_id", blog)));
        assertThat(operation("cancel_deployment", Map.of("deployment_id", shop)).status()).isEqualTo(409);
    }

    @Test
    void aRestartIsOfTheServiceThatIsNamedAndNeverOfAll() throws IOException {
        refused(operation("restart_service", Map.of("service", BLOG)));
        refused(operation("restart_service", Map.of("service", BLOG, "project", SHOP)));
        refused(operation("restart_service", Map.of("service", "http_workers", "project", SHOP)));
        refused(operation("restart", Map.of("project", SHOP)));
        refused(operation("restart", Map.of()));
        done(operation("restart_service", Map.of("service", SHOP)));
    }

    @Test
    void aReleaseIsMadeLiveInTheProjectThatIsNamedAndWasItsOwn() throws IOException {
        String second = deploy(SHOP);
        refused(operation("deploy_component", Map.of("project", BLOG, "deployment_id", blog)));
        refused(operation("rollback_component", Map.of("project", BLOG)));
        refused(ask("POST", "/components/blog/rollback", new byte[0]));
        for (String operation : new String[] {"deploy_component", "rollback_component"}) {
            String field = operation.startsWith("deploy") ? "deployment_id" : "to";
            assertThat(operation(operation, Map.of("project", SHOP, field, blog)).status()).isEqualTo(409);
            done(operation(operation, Map.of("project", SHOP, field, shop)));
            done(operation(operation, Map.of("project", SHOP, field, second)));
        }
    }

    @Test
    void aComponentIsPackedAndDroppedByItsName() throws IOException {
        refused(operation("package_component", Map.of("project", BLOG)));
        refused(operation("drop_component", Map.of("project", BLOG)));
        refused(operation("drop_component", Map.of()));
        done(operation("package_component", Map.of("project", SHOP)));
        done(operation("drop_component", Map.of("project", SHOP)));
    }

    /** An upload of which half has been sent. */
    private final class Running implements AutoCloseable {
        private final HttpSocket socket;
        private final String id = DeploymentId.next().value();

        Running(String project) throws IOException {
            socket = new HttpSocket(site.port()).head("PUT", "/components/" + project, HttpSocket.basic("admin"),
                    "Content-Length: " + TAR.length, "Slipway-Deployment-Id: " + id).raw(TAR, 0, TAR.length / 2);
            org.awaitility.Awaitility.await().until(() -> new Requests(site.port(), "viewer")
                    .ask("GET", "/deployments/" + id).status() == 200);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
