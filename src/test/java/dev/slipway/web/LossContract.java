package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.codec.Format;
import dev.slipway.problem.Problem;
import dev.slipway.web.HttpSocket.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that hang, go away or are too many, and a server that stops under them. */
interface LossContract extends SiteFixture {
    Duration SOON = Duration.ofSeconds(10);
    int LARGE = 300_000;

    /** The id that the upload of a project has. */
    private static String idOf(String project) {
        return UUID.nameUUIDFromBytes(project.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** Begins an upload that has a large file in it and stops after some bytes of its archive. */
    default HttpSocket beginUpload(int port, String project, boolean chunked, int sent) throws IOException {
        byte[] tar = Archives.tar(Map.of("large.bin", Archives.noise(9, 2 * LARGE)));
        HttpSocket socket = new HttpSocket(port);
        socket.head("PUT", "/components/" + project, HttpSocket.basic("deployer"),
                "Slipway-Deployment-Id: " + idOf(project),
                chunked ? Requests.CHUNKED : "Content-Length: " + tar.length);
        return chunked ? socket.chunk(tar, 0, sent) : socket.raw(tar, 0, sent);
    }

    /** A few bytes hold the project without a worker, many have a worker that waits for more. */
    @ParameterizedTest
    @CsvSource({"true, 300000, FIN", "true, 300000, RST", "false, 300000, FIN", "false, 300000, RST",
        "true, 100, FIN", "true, 100, RST", "false, 100, FIN", "false, 100, RST"})
    default void aProjectIsHeldByAnUploadAndFreeWhenItsClientIsGone(boolean chunked, int sent, String end)
            throws IOException {
        String project = project();
        byte[] second = Archives.tar("a.txt", "second");
        try (HttpSocket first = beginUpload(site().port(), project, chunked, sent)) {
            if (sent == LARGE) {
                await().atMost(SOON).until(() -> home().isReceiving());
            }
            Answer conflict = await().atMost(SOON)
                    .until(() -> deployer().put(project, second), answer -> answer.status() == 409);
            Map<String, Object> object = refusedResource(conflict, Problem.PROJECT_BUSY);
            assertThat(object.get("detail")).asString()
                    .contains(project, "deployer", idOf(project), sent == LARGE ? "extracting" : "receiving", "since");
            assertThat(conflict.header("retry-after")).isNotEmpty();
            refusedOperation(deployer().twoParts(Requests.deploy(project), Format.CBOR, second), Problem.PROJECT_BUSY);
            if (end.equals("RST")) {
                first.reset();
            }
        }
        await().atMost(SOON).untilAsserted(
                () -> assertThat(deployer().put(project, second).status()).isEqualTo(201));
        assertThat(deployer().ask("GET", "/deployments/" + idOf(project)).object()).containsEntry("status", "failed")
                .extractingByKey("error").asString().contains(Problem.CLIENT_GONE.code());
        assertThat(home().live(project).resolve("a.txt")).hasContent("second");
        home().awaitQuiet();
        assertThat(home().names("releases/" + project, "*")).hasSize(1);
    }

    @Test
    default void anotherProjectIsNotHeldByAnUpload() throws IOException {
        try (HttpSocket first = beginUpload(site().port(), project(), true, LARGE)) {
            await().atMost(SOON).until(() -> home().isReceiving());
            assertThat(deployer().put(project(), Archives.tar("a", "a")).status()).isEqualTo(201);
            first.reset();
        }
    }

    @Test
    default void anUploadThatHangsAndGoesOnBecomesLive() throws IOException {
        String project = project();
        byte[] tar = Archives.tar(Map.of("large.bin", Archives.noise(9, 2 * LARGE)));
        try (HttpSocket first = beginUpload(site().port(), project, true, LARGE)) {
            await().atMost(SOON).until(() -> home().isReceiving());
            Answer answer = first.chunk(tar, LARGE, tar.length - LARGE).lastChunk().answer();
            assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        }
        assertThat(home().live(project).resolve("large.bin")).hasBinaryContent(Archives.noise(9, 2 * LARGE));
    }

    @Test
    default void aStalledUploadIsToldAndItsProjectIsFree() throws Exception {
        TestHome home = newHome();
        String project = project();
        try (TestSite impatient = startOther(home, Map.of("slipway.stall-timeout", "1s"))) {
            for (int sent : new int[] {100, LARGE}) {
                try (HttpSocket socket = beginUpload(impatient.port(), project, true, sent)) {
                    Answer answer = socket.answer();
                    assertThat(refusedResource(answer, Problem.STALLED).get("detail")).asString()
                            .contains("stall-timeout (1 s)");
                }
                Requests others = new Requests(impatient.port(), "deployer");
                assertThat(others.put(project, Archives.tar("a", "a")).status()).isEqualTo(201);
                home.awaitQuiet();
            }
        }
    }

    @Test
    default void uploadsBeyondTheLimitsAreTurnedAwayAndLetInAgain() throws Exception {
        TestHome home = newHome();
        Map<String, String> few = Map.of("slipway.max-uploads-per-user", "2", "slipway.max-waiting-uploads", "3");
        byte[] tar = Archives.tar("a", "a");
        try (TestSite small = startOther(home, few);
                HttpSocket one = beginUpload(small.port(), project(), true, 100);
                HttpSocket two = beginUpload(small.port(), project(), true, 100)) {
            Requests deployer = new Requests(small.port(), "deployer");
            Answer tooMany = await().atMost(SOON)
                    .until(() -> deployer.put(project(), tar), answer -> answer.status() != 201);
            refusedResource(tooMany, Problem.TOO_MANY_UPLOADS_OF_USER);
            assertThat(tooMany.header("retry-after")).isNotEmpty();
            try (HttpSocket three = new HttpSocket(small.port())) {
                three.head("PUT", "/components/" + project(), HttpSocket.basic("admin"), Requests.CHUNKED).chunk(tar);
                Answer busy = await().atMost(SOON).until(
                        () -> new Requests(small.port(), "admin").put(project(), tar),
                        answer -> answer.status() != 201);
                refusedResource(busy, Problem.SERVER_BUSY);
                assertThat(busy.header("retry-after")).isNotEmpty();
                try (HttpSocket unsent = new HttpSocket(small.port())) {
                    unsent.head("PUT", "/components/" + project(), HttpSocket.basic("admin"), "Content-Length: 1000000");
                    refusedResource(unsent.answer(), Problem.SERVER_BUSY);
                }
                assertThat(three.lastChunk().answer().status()).isEqualTo(201);
            }
            one.reset();
            two.close();
            await().atMost(SOON).until(() -> deployer.put(project(), tar).status() == 201);
        }
    }

    /** Its client has gone on, and it waits for the only worker as before. */
    @Test
    default void anUploadThatWasAcceptedCountsForTheLimitsAsLongAsItWaits() throws Exception {
        Map<String, String> few = Map.of("slipway.max-uploads-per-user", "2", "slipway.max-waiting-uploads", "2",
                "slipway.max-concurrent-extractions", "1");
        TestHome home = newHome();
        byte[] tar = Archives.tar("a", "a");
        try (TestSite small = startOther(home, few);
                HttpSocket one = beginUpload(small.port(), project(), true, LARGE)) {
            await().atMost(SOON).until(home::isReceiving);
            Requests deployer = new Requests(small.port(), "deployer");
            assertThat(deployer.put(project(), tar, "Prefer: respond-async").status()).isEqualTo(202);
            refusedResource(deployer.put(project(), tar), Problem.SERVER_BUSY);
            Answer busy = deployer.as("admin").put(project(), tar);
            refusedResource(busy, Problem.SERVER_BUSY);
            assertThat(busy.header("retry-after")).isNotEmpty();
            one.reset();
            await().atMost(SOON).until(() -> deployer.put(project(), tar).status() == 201);
            home.awaitQuiet();
        }
    }

    @Test
    default void anUploadThatWasAcceptedWaitsForAWorkerNoLongerThanOthers() throws Exception {
        Map<String, String> impatient = Map.of("slipway.max-concurrent-extractions", "1", "slipway.max-worker-wait", "1s");
        TestHome home = newHome();
        String project = project();
        try (TestSite small = startOther(home, impatient);
                HttpSocket one = beginUpload(small.port(), project(), true, LARGE)) {
            await().atMost(SOON).until(home::isReceiving);
            Requests deployer = new Requests(small.port(), "deployer");
            Answer accepted = deployer.put(project, Archives.tar("a", "a"), "Prefer: respond-async");
            assertThat(accepted.status()).isEqualTo(202);
            String record = "/deployments/" + accepted.object().get("deployment_id");
            await().atMost(SOON).untilAsserted(() -> assertThat(deployer.ask("GET", record).object())
                    .containsEntry("status", "failed").extractingByKey("error").asString().contains("server-busy"));
            one.reset();
        }
    }

    @Test
    default void aPayloadOverTheLimitIsRefusedByName() throws Exception {
        TestHome home = newHome();
        String project = project();
        byte[] tar = Archives.tar(Map.of("large.bin", Archives.noise(4, LARGE)));
        try (TestSite small = startOther(home, Map.of("slipway.max-payload-bytes", "128KiB"))) {
            Answer answer = new Requests(small.port(), "deployer").put(project, tar);
            Map<String, Object> object = refusedResource(answer, Problem.LIMIT_EXCEEDED);
            assertThat(object).containsEntry("limit", "max-payload-bytes").containsEntry("allowed", "128 KiB");
            assertThat(object.get("detail")).asString().contains("slipway.max-payload-bytes");
            home.assertNothingOf(project);
            assertThat(home.hasPayload(tar)).isFalse();
            home.awaitQuiet();
        }
    }

    /** Whoever says how much it is need not send it to hear that. */
    @Test
    default void anArchiveThatIsAnnouncedAsTooLargeIsRefusedBeforeItIsSent() throws Exception {
        String project = project();
        try (TestSite small = startOther(newHome(), Map.of("slipway.max-payload-bytes", "128KiB"));
                HttpSocket socket = new HttpSocket(small.port())) {
            socket.head("PUT", "/components/" + project, HttpSocket.basic("deployer"), "Content-Length: 131073");
            Map<String, Object> object = refusedResource(socket.answer(), Problem.LIMIT_EXCEEDED);
            assertThat(object).containsEntry("limit", "max-payload-bytes").containsEntry("seen", "131073 bytes");
        }
    }

    @Test
    default void nothingIsKeptOfPayloadsWhereThatIsSwitchedOff() throws Exception {
        TestHome home = newHome();
        byte[] tar = Archives.tar("a", "a");
        try (TestSite site = startOther(home, Map.of("slipway.keep-payloads", "false"))) {
            assertThat(new Requests(site.port(), "deployer").put(project(), tar).status()).isEqualTo(201);
            assertThat(home.hasPayload(tar)).isFalse();
        }
    }

    /** The client is told or cut off; either way what is live stays and the next start finds a clean home. */
    @ParameterizedTest
    @CsvSource({"100", "300000"})
    default void aServerThatStopsUnderAnUploadLeavesAHomeThatTheNextOneTakesOver(int sent) throws Exception {
        TestHome home = newHome();
        String project = project();
        TestSite stopping = startOther(home, Map.of("slipway.shutdown-timeout", "1s"));
        try (HttpSocket socket = prepared(stopping, home, project, sent)) {
            stopping.close();
            answerIfAny(socket).ifPresent(this::tellsOfTheEnd);
        }
        assertThat(home.live(project).resolve("a")).hasContent("first");
        try (TestSite next = startOther(home, Map.of())) {
            assertThat(home.halfDone()).isEmpty();
            assertThat(home.live(project).resolve("a")).hasContent("first");
            assertThat(home.names("releases/" + project, "*")).hasSize(1);
            assertThat(new Requests(next.port(), "deployer").put(project, Archives.tar("a", "next")).status())
                    .isEqualTo(201);
        }
    }

    private HttpSocket prepared(TestSite site, TestHome home, String project, int sent) throws IOException {
        Requests deployer = new Requests(site.port(), "deployer");
        byte[] tar = Archives.tar("a", "first");
        assertThat(deployer.put(project, tar).status()).isEqualTo(201);
        HttpSocket socket = beginUpload(site.port(), project, true, sent);
        await().atMost(SOON).until(() -> deployer.put(project, tar).status() == 409);
        if (sent == LARGE) {
            await().atMost(SOON).until(home::isReceiving);
        }
        return socket;
    }

    /** Ours, or Tomcat's own when it gave up the request first, two seconds after it was told to stop. */
    private void tellsOfTheEnd(Answer answer) {
        if (answer.header("content-type").startsWith("text/html")) {
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.text()).doesNotContain("dev.slipway", home().path().getParent().toString());
        } else {
            refusedResource(answer, Problem.SHUTTING_DOWN);
        }
    }

    private static Optional<Answer> answerIfAny(HttpSocket socket) {
        try {
            return Optional.of(socket.answer());
        } catch (IOException e) {
            return Optional.empty(); // cut off
        }
    }

    @Test
    default void whatAnEarlierProcessLeftIsSweptAtTheStart() throws Exception {
        TestHome home = newHome();
        java.nio.file.Path litter = home.path().resolve("staging/01926f00-0000-7000-8000-000000000009/tree/a");
        java.nio.file.Files.createDirectories(litter);
        try (TestSite site = startOther(home, Map.of())) {
            assertThat(home.halfDone()).isEqualTo(List.of());
            assertThat(new Requests(site.port(), "deployer").put(project(), Archives.tar("a", "a")).status())
                    .isEqualTo(201);
        }
    }
}
