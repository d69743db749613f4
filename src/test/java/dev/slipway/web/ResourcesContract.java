package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.slipway.problem.Problem;
import dev.slipway.web.HttpSocket.Answer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deployments and components as resources. */
interface ResourcesContract extends SiteFixture {
    private String put(String project, String content, String query) throws IOException {
        Answer answer = deployer().send("PUT", "/components/" + project + query, Archives.tar("a", content));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return String.valueOf(answer.object().get("deployment_id"));
    }

    @Test
    default void aDeploymentIsShownAndListed() throws IOException {
        String project = project();
        String id = put(project, "one", "");
        Answer one = deployer().as("viewer").ask("GET", "/deployments/" + id);
        assertThat(one.object()).containsEntry("deployment_id", id).containsEntry("status", "success");
        Answer list = deployer().as("viewer").ask("GET", "/deployments?limit=5&project=" + project);
        assertThat(list.object()).containsEntry("total", 1L).extractingByKey("deployments", LIST).hasSize(1);
        refusedResource(deployer().ask("GET", "/deployments/01926f00-0000-7000-8000-00000000ffff"), Problem.NOT_FOUND);
        refusedResource(deployer().ask("GET", "/deployments?colour=red"), Problem.INVALID_REQUEST);
        refusedResource(deployer().ask("PATCH", "/deployments/" + id), Problem.METHOD_NOT_ALLOWED);
    }

    @Test
    default void aComponentIsShownWithWhatIsLiveAndWhatWasBefore() throws IOException {
        String project = project();
        refusedResource(deployer().ask("GET", "/components/" + project), Problem.NOT_FOUND);
        String first = put(project, "one", "");
        String second = put(project, "two", "");
        Map<String, Object> shown = deployer().as("viewer").ask("GET", "/components/" + project).object();
        assertThat(shown).containsEntry("project", project).containsEntry("deployment_id", second)
                .containsEntry("previous", first).containsEntry("running", List.of())
                .containsEntry("releases", List.of(
                        Map.of("release_id", second, "live", true, "status", "success"),
                        Map.of("release_id", first, "live", false, "status", "success")));
        assertThat((Map<?, ?>) shown.get("live")).extracting("deployment_id").isEqualTo(second);
        Answer all = deployer().as("viewer").ask("GET", "/components");
        assertThat(all.text()).contains(project, second);
        assertThat(all.object().get("total")).isEqualTo((long) ((List<?>) all.object().get("components")).size());
        Answer page = deployer().as("viewer").ask("GET", "/components?limit=1&offset=1");
        assertThat(page.object()).containsEntry("total", all.object().get("total"));
        assertThat((List<?>) page.object().get("components")).hasSizeLessThan(2);
        refusedResource(deployer().ask("GET", "/components?limit=1001"), Problem.INVALID_REQUEST);
        refusedResource(deployer().ask("GET", "/components?limit=1.5"), Problem.INVALID_REQUEST);
    }

    @Test
    default void aRollbackGoesToTheReleaseBeforeOrToAGivenOne() throws IOException {
        String project = project();
        String first = put(project, "one", "");
        String second = put(project, "two", "");
        Answer back = deployer().ask("POST", "/components/" + project + "/rollback?message=broken");
        assertThat(back.status()).as(back.toString()).isEqualTo(200);
        assertThat(home().live(project).resolve("a")).hasContent("one");
        assertThat(deployer().ask("GET", "/components/" + project).object()).containsEntry("deployment_id", first);
        assertThat(deployer().ask("POST", "/components/" + project + "/rollback?to=" + second).status()).isEqualTo(200);
        assertThat(home().live(project).resolve("a")).hasContent("two");
        refusedResource(deployer().as("viewer").ask("POST", "/components/" + project + "/rollback"), Problem.FORBIDDEN);
    }

    @Test
    default void whatIsStagedBecomesLiveByItsDeploymentId() throws IOException {
        String project = project();
        put(project, "one", "");
        String staged = put(project, "two", "?activate=false");
        assertThat(home().live(project).resolve("a")).hasContent("one");
        Answer activated = deployer().operation(Map.of("operation", "deploy_component", "project", project,
                "deployment_id", staged));
        assertThat(activated.status()).as(activated.toString()).isEqualTo(200);
        assertThat(home().live(project).resolve("a")).hasContent("two");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', nullValues = "-", value = {
        "- ! 200 ! 0 ! 1000000", "Range: bytes=0-9 ! 206 ! 0 ! 10", "Range: bytes=10- ! 206 ! 10 ! 1000000",
        "Range: bytes=-7 ! 206 ! -7 ! 1000000", "Range: bytes=0-1,5-6 ! 200 ! 0 ! 1000000",
        "If-Range: \"other\" & Range: bytes=0-9 ! 200 ! 0 ! 1000000"})
    default void aPayloadIsGivenWholeOrInPart(String fields, int status, int from, int to) throws IOException {
        byte[] tar = Archives.tar(Map.of("a", Archives.noise(5, 300_000)));
        String id = String.valueOf(deployer().put(project(), tar).object().get("deployment_id"));
        Requests admin = deployer().as("admin");
        String path = "/deployments/" + id + "/payload";
        Answer answer = fields == null ? admin.ask("GET", path) : admin.ask("GET", path, fields.split(" & "));
        int begin = from < 0 ? tar.length + from : from;
        assertThat(answer.status()).as(answer.headers().toString()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(tar, begin, Math.min(to, tar.length)));
        assertThat(answer.header("accept-ranges")).isEqualTo("bytes");
        assertThat(answer.header("repr-digest")).startsWith("sha-256=:");
        assertThat(answer.header("content-range")).isEqualTo(status == 206
                ? "bytes " + begin + "-" + (Math.min(to, tar.length) - 1) + "/" + tar.length : "");
    }

    @Test
    default void aPayloadThatIsReadIsReadToItsEndWhateverHappensToItsProjectAndToIt() throws IOException {
        String project = project();
        byte[] tar = Archives.tar(Map.of("a", Archives.noise(5, 24 << 20)));
        String id = String.valueOf(deployer().put(project, tar).object().get("deployment_id"));
        try (EventSocket reader = new EventSocket(site().port())) {
            reader.head("GET", "/deployments/" + id + "/payload", "admin", "Range: bytes=1000-");
            assertThat(reader.status()).isEqualTo(206);
            put(project, "two", "");
            Answer freed = deployer().as("admin").ask("DELETE", "/deployments/" + id);
            assertThat(freed.object()).as(freed.toString()).containsEntry("freed_bytes", (long) tar.length);
            assertThat(home().hasPayload(tar)).isFalse();
            assertThat(Archives.digest(reader.body())).isEqualTo(
                    Archives.digest(Arrays.copyOfRange(tar, 1000, tar.length)));
        }
        refusedResource(deployer().as("admin").ask("GET", "/deployments/" + id + "/payload"), Problem.NOT_FOUND);
    }

    @Test
    default void withoutItsRecordsAServerRunsOnAndTakesNoDeploys() throws Exception {
        TestHome home = newHome();
        String project = project();
        try (TestSite before = startOther(home, Map.of())) {
            assertThat(new Requests(before.port(), "deployer").put(project, Archives.tar("a", "one")).status())
                    .isEqualTo(201);
        }
        int nobody;
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        try (TestSite site = startOther(home, Map.of("slipway.records", "jdbc:postgresql://127.0.0.1:" + nobody + "/x"))) {
            Requests deployer = new Requests(site.port(), "deployer");
            assertThat(deployer.ask("GET", "/health/live").status()).isEqualTo(200);
            Answer ready = deployer.ask("GET", "/health/ready");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.text()).startsWith("Slipway takes no deployments now: ").contains("the database cannot be reached");
            Answer refused = deployer.put(project, Archives.tar("a", "two"));
            assertThat(refusedResource(refused, Problem.READ_ONLY).get("detail")).asString().contains("the database cannot be reached");
            assertThat(home.live(project).resolve("a")).hasContent("one");
            assertThat(deployer.ask("GET", "/components/" + project + "/package").status()).isEqualTo(200);
        }
    }

    @Test
    default void aPayloadIsNotSentToWhoHasItOrExpectsAnother() throws IOException {
        String id = put(project(), "one", "");
        Requests admin = deployer().as("admin");
        String path = "/deployments/" + id + "/payload";
        Answer whole = admin.ask("GET", path);
        String etag = whole.header("etag");
        Answer same = admin.ask("GET", path, "If-None-Match: " + etag);
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.header("etag")).isEqualTo(etag);
        refusedResource(admin.ask("GET", path, "If-Match: \"other\""), Problem.PRECONDITION_FAILED);
        Answer behind = admin.ask("GET", path, "Range: bytes=" + whole.body().length + "-");
        refusedResource(behind, Problem.RANGE_NOT_SATISFIABLE);
        assertThat(behind.header("content-range")).isEqualTo("bytes */" + whole.body().length);
        refusedResource(deployer().ask("GET", path), Problem.FORBIDDEN);
    }

    @Test
    default void aReleaseThatIsNotKeptAnyMoreIsToldSo() throws IOException {
        String project = project();
        Object first = deployer().put(project, Archives.tar("a", "1")).object().get("deployment_id");
        assertThat(deployer().as("admin").ask("DELETE", "/components/" + project).status()).isEqualTo(200);
        assertThat(deployer().put(project, Archives.tar("a", "2")).status()).isEqualTo(201);
        Map<String, Object> object = refusedResource(
                deployer().ask("POST", "/components/" + project + "/rollback?to=" + first), Problem.NOT_FOUND);
        assertThat(object.get("detail")).asString().contains(first.toString(), "not kept any more", "/components/" + project);
    }

    @Test
    default void aTimeThatIsNoneIsToldItsUnit() throws IOException {
        Map<String, Object> object =
                refusedResource(deployer().ask("GET", "/deployments?since=2026-11-23"), Problem.INVALID_REQUEST);
        assertThat(object.get("detail")).asString().contains("'since'", "milliseconds");
    }

    @Test
    default void aServerWhoseDiskIsShortSaysSoWhereProbesLook() throws Exception {
        try (TestSite site = startOther(newHome(), Map.of("slipway.min-free-bytes", "8000000TiB"))) {
            Requests deployer = new Requests(site.port(), "deployer");
            Answer ready = deployer.ask("GET", "/health/ready");
            assertThat(ready.status()).isEqualTo(200);
            assertThat(ready.text()).contains("takes uploads", "min-free-bytes");
            assertThat(deployer.put(project(), Archives.tar("a", "a")).status()).isEqualTo(507);
        }
        assertThat(deployer().ask("GET", "/health/ready").text()).isEqualTo("Slipway takes uploads.\n");
    }
}
