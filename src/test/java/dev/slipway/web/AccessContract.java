package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.codec.Format;
import dev.slipway.model.Version;
import dev.slipway.problem.Problem;
import dev.slipway.web.HttpSocket.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, what is found where, and in which form it is answered. */
interface AccessContract extends SiteFixture {
    String CHALLENGE = "Basic realm=\"Slipway\", charset=\"UTF-8\"";

    // ---- who -------------------------------------------------------------------------------------------------------

    @Test
    default void withoutCredentialsAnUploadIsRefusedBeforeItsBodyIsSent() throws IOException {
        try (HttpSocket socket = new HttpSocket(site().port())) {
            Answer answer = socket.head("POST", "/", Requests.CHUNKED, Requests.MULTIPART).answer();
            assertThat(refusedOperation(answer, Problem.NOT_AUTHENTICATED)).containsEntry("error", "Must login");
            assertThat(answer.header("www-authenticate")).isEqualTo(CHALLENGE);
        }
        try (HttpSocket socket = new HttpSocket(site().port())) {
            Answer answer = socket.head("PUT", "/components/" + project(), "Content-Length: 1000000").answer();
            assertThat(refusedResource(answer, Problem.NOT_AUTHENTICATED)).containsEntry("detail", "Must login");
            assertThat(answer.header("www-authenticate")).isEqualTo(CHALLENGE);
        }
    }

    @Test
    default void aWrongPasswordAnUnknownUserAndAnEmptyOneAreToldTheSame() throws IOException {
        for (String credentials : new String[] {
            HttpSocket.basic("admin", "wrong"), HttpSocket.basic("nobody", "x"), HttpSocket.basic("admin", ""),
            "Authorization: Basic !!!", "Authorization: Basic YWRtaW4=", "Authorization: Digest username=\"admin\"",
            "Authorization: Basic"}) {
            try (HttpSocket socket = new HttpSocket(site().port())) {
                Answer answer = socket.head("GET", "/components/" + project(), credentials).answer();
                assertThat(refusedResource(answer, Problem.NOT_AUTHENTICATED)).as(credentials)
                        .containsEntry("detail", "Login failed");
            }
        }
    }

    @Test
    default void aBearerTokenIsNotValid() throws IOException {
        try (HttpSocket socket = new HttpSocket(site().port())) {
            Answer answer = socket.head("POST", "/", "Authorization: Bearer abc", Requests.CHUNKED).answer();
            assertThat(refusedOperation(answer, Problem.NOT_AUTHENTICATED)).containsEntry("error", "invalid token");
        }
    }

    @Test
    default void aTokenOfTheFileIsLetInForItsProjectAndItsRole(@TempDir Path folder) throws Exception {
        Path tokens = Files.writeString(folder.resolve("tokens"),
                "ci = " + BearerTokensTest.HASH + " slipway-deployer shop 2999-12-31\n");
        byte[] tar = Archives.tar("a", "a");
        try (TestSite site = startOther(newHome(), Map.of("slipway.tokens", tokens.toString()))) {
            assertThat(withToken(site, "PUT", "/components/shop", tar).status()).isEqualTo(201);
            refusedResource(withToken(site, "PUT", "/components/other", tar), Problem.FORBIDDEN);
            refusedResource(withToken(site, "DELETE", "/components/shop", new byte[0]), Problem.FORBIDDEN);
            Answer list = withToken(site, "GET", "/deployments", new byte[0]);
            assertThat(list.status()).isEqualTo(200);
            assertThat(list.text()).contains("token:ci").doesNotContain(BearerTokensTest.TOKEN);
            assertThat(new Requests(site.port(), "deployer").put("other", tar).status()).as("users, too").isEqualTo(201);
        }
    }

    private static Answer withToken(TestSite site, String method, String path, byte[] body) throws IOException {
        try (HttpSocket socket = new HttpSocket(site.port())) {
            return socket.head(method, path, "Authorization: Bearer " + BearerTokensTest.TOKEN,
                    "Content-Length: " + body.length).raw(body).answer();
        }
    }

    @Test
    default void twoAuthorizationFieldsAreNoLogin() throws IOException {
        Answer answer = deployer().ask("GET", "/components/" + project(), HttpSocket.basic("admin"));
        assertThat(refusedResource(answer, Problem.NOT_AUTHENTICATED)).containsEntry("detail", "Login failed");
    }

    @Test
    default void noSessionIsKeptForACaller() throws IOException {
        Answer answer = deployer().ask("GET", "/components/" + project());
        assertThat(answer.header("set-cookie")).satisfiesAnyOf(
                none -> assertThat(none).isEmpty(), over -> assertThat(over).contains("01-Jan-1970"));
    }

    @Test
    default void whoWaitsToBeToldToGoOnIsRefusedByTheApplicationWithoutBeingTold() throws IOException {
        try (HttpSocket socket = new HttpSocket(site().port())) {
            Answer answer = socket.head("PUT", "/components/" + project(), Requests.CHUNKED, "Expect: 100-continue")
                    .answer();
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.continues()).as("interim answers").isEqualTo(site().continuesAtOnce() ? 1 : 0);
        }
        try (HttpSocket socket = new HttpSocket(site().port())) {
            Answer answer = socket.head("PUT", "/components/" + project(), Requests.CHUNKED, "Expect: 100-continue",
                    HttpSocket.basic("viewer")).answer();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.continues()).as("interim answers").isEqualTo(site().continuesAtOnce() ? 1 : 0);
        }
    }

    @Test
    default void whoWaitsToBeToldToGoOnAndMayDeployIsTold() throws IOException {
        try (HttpSocket socket = new HttpSocket(site().port())) {
            socket.head("PUT", "/components/" + project(), Requests.CHUNKED, "Expect: 100-continue",
                    HttpSocket.basic("deployer"));
            socket.awaitContinue();
            Answer answer = socket.chunk(Archives.tar("a.txt", "a")).lastChunk().answer();
            assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        }
    }

    @Test
    default void aViewerMayLookAndNotDeploy() throws IOException {
        String project = project();
        byte[] tar = Archives.tar("a.txt", "a");
        Requests viewer = deployer().as("viewer");
        assertThat(refusedResource(viewer.put(project, tar), Problem.FORBIDDEN))
                .containsEntry("detail", "This needs the role slipway-deployer");
        refusedOperation(viewer.twoParts(Requests.deploy(project), Format.CBOR, tar), Problem.FORBIDDEN);
        home().assertNothingOf(project);
        assertThat(deployer().as("admin").put(project, tar).status()).isEqualTo(201);
        assertThat(viewer.ask("GET", "/components/" + project).status()).isEqualTo(200);
        assertThat(viewer.operation(Map.of("operation", "registration_info")).status()).isEqualTo(200);
    }

    @Test
    default void aUserWithoutARoleMayNothing() throws IOException {
        Requests guest = deployer().as("guest");
        refusedResource(guest.ask("GET", "/components/" + project()), Problem.FORBIDDEN);
        refusedResource(guest.put(project(), Archives.tar("a", "a")), Problem.FORBIDDEN);
        refusedOperation(guest.operation(Map.of("operation", "registration_info")), Problem.FORBIDDEN);
    }

    @Test
    default void aPageOfAnotherSiteChangesNothing() throws IOException {
        String project = project();
        byte[] tar = Archives.tar("a.txt", "a");
        refusedResource(deployer().put(project, tar, "Origin: https://evil.example"), Problem.CROSS_SITE);
        refusedResource(deployer().put(project, tar, "Sec-Fetch-Site: cross-site"), Problem.CROSS_SITE);
        refusedResource(deployer().put(project, tar, "Origin: null"), Problem.CROSS_SITE);
        refusedOperation(deployer().operation("/", Map.of("operation", "registration_info"),
                "Sec-Fetch-Site: same-site"), Problem.CROSS_SITE);
        home().assertNothingOf(project);
        assertThat(deployer().put(project, tar, "Origin: http://localhost", "Sec-Fetch-Site: same-origin").status())
                .isEqualTo(201);
    }

    // ---- where -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/", "/health/live", "/health/ready"})
    default void healthIsPublic(String path) throws IOException {
        try (HttpSocket socket = new HttpSocket(site().port())) {
            Answer answer = socket.head("GET", path).answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("content-type")).startsWith("text/plain");
            assertThat(answer.text()).startsWith("Slipway ");
        }
    }

    @Test
    default void aProbeThatDoesNotExistIsNotFound() throws IOException {
        try (HttpSocket socket = new HttpSocket(site().port())) {
            assertThat(socket.head("GET", "/health/nosuch").answer().status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/operations"})
    default void theServerSaysWhichItIs(String path) throws IOException {
        Answer answer = deployer().operation(path, Map.of("operation", "registration_info"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.object()).containsEntry("version", "5.1.0")
                .containsEntry("server", "slipway/" + Version.TEXT);
    }

    @Test
    default void theAnswerIsInTheNotationThatIsAskedFor() throws IOException {
        Map<String, Object> operation = Map.of("operation", "registration_info");
        Answer cbor = deployer().operation("/", operation, "Accept: application/cbor");
        assertThat(cbor.header("content-type")).isEqualTo("application/cbor");
        assertThat(cbor.object()).containsEntry("version", "5.1.0");
        Answer json = deployer().operation("/", operation, "Accept: text/html, application/json;q=0.9, */*;q=0.1");
        assertThat(json.header("content-type")).startsWith("application/json");
        assertThat(json.object()).isEqualTo(cbor.object());
        Answer refused = deployer().operation("/", Map.of(), "Accept: application/cbor");
        assertThat(refused.header("content-type")).isEqualTo("application/cbor");
        assertThat(refused.object()).containsEntry("error", "Request body must include an 'operation' property.");
    }

    @Test
    default void anOperationThatDoesNotExistIsNamed() throws IOException {
        assertThat(refusedOperation(deployer().operation(Map.of("operation", "nosuch")), Problem.INVALID_REQUEST))
                .containsEntry("error", "Operation 'nosuch' not found");
        assertThat(refusedOperation(deployer().operation(Map.of("operation", "<script>\u0007")),
                Problem.INVALID_REQUEST)).containsEntry("error", "Operation '<script>\\u0007' not found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nosuch", "/components/a/b", "/components/a/b/c", "/operations/more"})
    default void elsewhereThereIsNothing(String path) throws IOException {
        refusedResource(deployer().ask("GET", path), Problem.NOT_FOUND);
        refusedResource(deployer().send("PUT", path, new byte[10]), Problem.NOT_FOUND);
    }

    @Test
    default void aProjectThatIsNotLiveIsNotFound() throws IOException {
        refusedResource(deployer().ask("GET", "/components/" + project()), Problem.NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource({"GET, /, POST", "PUT, /operations, POST", "DELETE, /, POST"})
    default void theOperationsEndpointTakesPostOnly(String method, String path, String allow) throws IOException {
        Answer answer = deployer().ask(method, path);
        refusedOperation(answer, Problem.METHOD_NOT_ALLOWED);
        assertThat(answer.header("allow")).isEqualTo(allow);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH"})
    default void aComponentTakesItsMethodsOnly(String method) throws IOException {
        Answer answer = deployer().ask(method, "/components/" + project());
        refusedResource(answer, Problem.METHOD_NOT_ALLOWED);
        assertThat(answer.header("allow")).isEqualTo("GET, HEAD, PUT, DELETE, OPTIONS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type: multipart/form-data; boundary=x", "Content-Type: application/json",
        "Content-Type: application/cbor", "Content-Encoding: gzip"})
    default void aComponentTakesTheBareArchiveOnly(String field) throws IOException {
        String project = project();
        refusedResource(deployer().put(project, Archives.tar("a", "a"), field), Problem.UNSUPPORTED_MEDIA_TYPE);
        home().assertNothingOf(project);
    }

    @Test
    default void theOperationsEndpointTakesItsTypesOnly() throws IOException {
        byte[] body = Requests.ascii("{\"operation\":\"registration_info\"}");
        refusedOperation(deployer().send("POST", "/", body, "Content-Type: text/plain"),
                Problem.UNSUPPORTED_MEDIA_TYPE);
        refusedOperation(deployer().send("POST", "/", body), Problem.UNSUPPORTED_MEDIA_TYPE);
        refusedOperation(deployer().send("POST", "/", body, "Content-Type: application/json",
                "Content-Encoding: gzip"), Problem.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    default void theLimitsAreToldBeforeAByteIsSent() throws IOException {
        Answer answer = deployer().ask("OPTIONS", "/components/" + project());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("accept-put")).isEqualTo("application/gzip, application/zstd, application/x-tar");
        assertThat(answer.object()).containsEntry("server", "slipway/" + Version.TEXT)
                .containsEntry("role", "slipway-deployer");
        assertThat(answer.object().get("limits")).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("max-payload-bytes", 16L << 30)
                .containsEntry("stall-timeout-seconds", 60L)
                .containsEntry("max-entries", 500_000L);
    }

    @Test
    default void theContainersOwnLimitIsToldWhereItIsKnown() throws IOException {
        Object told = deployer().ask("OPTIONS", "/components/" + project()).object().get("container_limits");
        assertThat(told).isEqualTo(site().maxPostSize() == 0 ? null
                : Map.of("max-post-size", Map.of("bytes", site().maxPostSize(), "holds_for", "content-length")));
    }

    @Test
    default void aContainersLimitThatIsNotLiftedHoldsForEveryBody() throws Exception {
        try (TestSite strict = startOther(newHome(), Map.of("slipway.lift-container-limits", "false"))) {
            Object told = new Requests(strict.port(), "viewer").ask("OPTIONS", "/components/" + project()).object()
                    .get("container_limits");
            assertThat(told).isEqualTo(strict.maxPostSize() == 0 ? null
                    : Map.of("max-post-size", Map.of("bytes", strict.maxPostSize(), "holds_for", "all")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/components/a;x=1", "/components/..%2fx", "/components/%2e%2e", "/components//x"})
    default void anAmbiguousPathIsRefused(String path) throws IOException {
        Answer answer = deployer().ask("GET", path);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.text()).doesNotContain("\tat ", home().path().toString());
    }
}
