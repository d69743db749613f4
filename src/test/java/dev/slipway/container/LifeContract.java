package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.codec.ObjectReader;
import dev.slipway.container.HttpConnection.Answer;
import dev.slipway.corpus.CorpusTarget;
import dev.slipway.corpus.CorpusTarget.Engine;
import dev.slipway.corpus.HttpCorpusContract;
import dev.slipway.corpus.PayloadCorpusContract;
import dev.slipway.corpus.SessionContract;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The life of a deployment in every server that Slipway runs in. */
abstract class LifeContract extends DeployContract
        implements HttpCorpusContract, SessionContract, PayloadCorpusContract {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Who reads the bytes before the application does. */
    abstract Engine engine();

    @Override
    public CorpusTarget corpusTarget() throws Exception {
        Surroundings server = surroundings();
        return new CorpusTarget(server.name().split(" ")[0], engine(), server.uri().getPort(),
                HttpConnection.basic("admin"), server.home());
    }

    private static byte[] site(String text) throws IOException {
        return SampleTree.textTar(List.of("index.html", text));
    }

    private Map<String, Object> call(String method, String path) throws Exception {
        Answer answer = ask(method, path);
        assertThat(answer.status()).as(path + " " + answer.body()).isEqualTo(200);
        return ObjectReader.read(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private Answer ask(String method, String path) throws Exception {
        try (HttpConnection connection = HttpConnection.open(surroundings().uri())) {
            connection.head(method, path, Map.of("Authorization", HttpConnection.basic("admin")));
            return connection.answer();
        }
    }

    private String deploy(String project, String text) throws Exception {
        Answer answer = Upload.put(surroundings().uri(), "admin", project, site(text));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return (String) ObjectReader.read(answer.body().getBytes(StandardCharsets.UTF_8)).get("deployment_id");
    }

    @Test
    void aReleaseIsTakenBackInOneStep() throws Exception {
        String first = deploy("back", "first");
        String second = deploy("back", "second");
        Map<String, Object> back = call("POST", "/components/back/rollback");
        assertThat(back).containsEntry("release_id", first).containsEntry("rollback_of", second);
        assertThat(surroundings().live("back").resolve("index.html")).hasContent("first");
        assertThat(call("GET", "/components/back")).containsEntry("deployment_id", first);
        List<?> listed = (List<?>) call("GET", "/deployments?project=back&status=success").get("deployments");
        assertThat(listed).hasSize(3);
        assertThat((Map<?, ?>) listed.get(0)).extracting("kind", "status").containsExactly("rollback", "success");
    }

    @Test
    void curlAndABrowserFollowTheSameDeploymentToItsEnd() throws Exception {
        ClientTool.CURL.require();
        String id = UUID.randomUUID().toString();
        Path heard = Files.createTempFile("slipway-heard-", ".txt");
        try (Browser browser = Browser.orNone();
                HttpConnection upload = HttpConnection.open(surroundings().uri())) {
            OutputStream body = begin(upload, "followed", id);
            await().atMost(SOON).until(() -> status(id).equals("receiving") || status(id).equals("extracting"));
            Process curl = new ProcessBuilder("curl", "-sN", "-u", "admin:" + HttpConnection.PASSWORD, "-H",
                    "Accept: text/event-stream", surroundings().uri().resolve("/deployments/" + id).toString())
                    .redirectOutput(heard.toFile()).start();
            browser.follows(surroundings().uri(), id);
            await().atMost(SOON).until(() -> Files.readString(heard).contains("event: phase"));
            browser.awaitHeard("phase");
            byte[] tar = site("followed");
            body.write(tar, 100, tar.length - 100);
            body.close();
            assertThat(upload.answer().status()).isEqualTo(201);
            assertThat(curl.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(heard)).startsWith(": stream open\n\n")
                    .contains("event: done", "Successfully deployed: followed", "id: ");
            browser.awaitHeard("done");
            browser.heardEachOnceAndStopped();
        } finally {
            Files.delete(heard);
        }
    }

    @Test
    void whoUploadsIsToldThatItWasCancelled() throws Exception {
        String id = UUID.randomUUID().toString();
        try (HttpConnection upload = HttpConnection.open(surroundings().uri())) {
            begin(upload, "stopped", id);
            await().atMost(SOON).until(() -> !status(id).isEmpty());
            assertThat(call("DELETE", "/deployments/" + id)).containsEntry("deployment_id", id);
            Answer answer = upload.answer();
            assertThat(answer.status()).as(answer.body()).isEqualTo(409);
            assertThat(answer.body()).contains("cancelled by admin");
        }
        await().atMost(SOON).until(() -> status(id).equals("cancelled"));
        assertThat(surroundings().live("stopped")).doesNotExist();
    }

    private static OutputStream begin(HttpConnection upload, String project, String id) throws IOException {
        upload.head("PUT", "/components/" + project, Map.of("Authorization", HttpConnection.basic("admin"),
                "Transfer-Encoding", "chunked", "Slipway-Deployment-Id", id));
        OutputStream body = upload.chunks();
        body.write(site(project), 0, 100);
        body.flush();
        return body;
    }

    /** Empty while the server does not know it. */
    private String status(String id) throws Exception {
        Answer answer = ask("GET", "/deployments/" + id);
        return answer.status() == 404 ? ""
                : (String) ObjectReader.read(answer.body().getBytes(StandardCharsets.UTF_8)).get("status");
    }
}
