package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.model.DeploymentId;
import dev.slipway.problem.Problem;
import dev.slipway.web.EventSocket.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The form with a part for each field and the file last, whose client hears events: Harper's command line from 5.1 on. */
interface FieldFormContract extends SiteFixture {
    String FORM_BOUNDARY = "----HarperMultipart0123456789abcdef01234567";

    private static byte[] form(String project, byte[] archive) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Map.of("operation", "deploy_component").forEach((name, value) -> body.writeBytes(field(name, value)));
        body.writeBytes(field("project", project));
        body.writeBytes(field("restart", "false"));
        body.writeBytes(Requests.ascii("--" + FORM_BOUNDARY + "\r\nContent-Disposition: form-data; name=\"payload\"; "
                + "filename=\"package.tar.gz\"\r\nContent-Type: application/gzip\r\n\r\n"));
        body.writeBytes(archive);
        body.writeBytes(Requests.ascii("\r\n--" + FORM_BOUNDARY + "--\r\n"));
        return body.toByteArray();
    }

    private static byte[] field(String name, String value) {
        return Requests.ascii("--" + FORM_BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n"
                + value + "\r\n");
    }

    private EventSocket post(byte[] body) throws IOException {
        return new EventSocket(site().port()).head("POST", "/", "deployer", "Accept: text/event-stream",
                "Content-Type: multipart/form-data; boundary=" + FORM_BOUNDARY, Requests.CHUNKED)
                .chunk(body, 0, body.length).lastChunk();
    }

    @Test
    default void aFormOfFieldsIsDeployedAndToldByEvents() throws IOException {
        String project = project();
        try (EventSocket client = post(form(project, Archives.gzip(Archives.tar("a", "a"))))) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("content-type")).startsWith("text/event-stream");
            List<Event> events = client.rest();
            assertThat(events.stream().filter(Event::terminal)).hasSize(1);
            Event last = events.get(events.size() - 1);
            assertThat(last.name()).isEqualTo("done");
            assertThat((Map<?, ?>) last.object().get("result")).extracting("message")
                    .isEqualTo("Successfully deployed: " + project);
        }
        assertThat(home().live(project).resolve("a")).hasContent("a");
    }

    @Test
    default void aFormWhoseArchiveIsRefusedIsToldByAnErrorEvent() throws IOException {
        String project = project();
        byte[] archive = Archives.gzip(Archives.tar("a", "a".repeat(9000)));
        try (EventSocket client = post(form(project, Arrays.copyOf(archive, archive.length - 20)))) {
            assertThat(client.status()).isEqualTo(200);
            List<Event> events = client.rest();
            Event last = events.get(events.size() - 1);
            assertThat(last.name()).isEqualTo("error");
            assertThat(last.object()).containsEntry("code", Problem.ARCHIVE_REFUSED.code())
                    .containsKeys("message", "phase", "deployment_id");
        }
        home().assertNothingOf(project);
    }

    @Test
    default void aFormForAProjectThatIsHeldIsRefusedWithItsStatus() throws IOException {
        String project = project();
        String holder = DeploymentId.next().value();
        byte[] tar = Archives.tar(Map.of("a", Archives.noise(1, 300_000)));
        try (HttpSocket first = new HttpSocket(site().port())) {
            first.head("PUT", "/components/" + project, HttpSocket.basic("deployer"), Requests.CHUNKED,
                    "Slipway-Deployment-Id: " + holder).chunk(tar, 0, 1000);
            await().atMost(Duration.ofSeconds(10)).until(
                    () -> deployer().ask("GET", "/deployments/" + holder).status() == 200);
            byte[] form = form(project, Archives.gzip(Archives.tar("a", "a")));
            refusedOperation(deployer().send("POST", "/", form, "Accept: text/event-stream",
                    "Content-Type: multipart/form-data; boundary=" + FORM_BOUNDARY), Problem.PROJECT_BUSY);
            first.reset();
        }
    }
}
