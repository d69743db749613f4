package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.codec.Format;
import dev.slipway.problem.Problem;
import dev.slipway.web.HttpSocket.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that become live, and archives that are refused without a trace. */
interface DeployingContract extends SiteFixture {
    int MEBIBYTE = 1 << 20;

    // ---- live ------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"tar", "gzip", "zstd"})
    default void anArchiveThatIsPutBecomesLive(String kind) throws IOException {
        String project = project();
        Map<String, byte[]> files = Map.of("index.html", Requests.ascii("<p>" + kind), "a/b/c.bin",
                Archives.noise(1, 300_000), "empty", new byte[0]);
        byte[] tar = Archives.tar(files);
        byte[] archive = kind.equals("gzip") ? Archives.gzip(tar) : kind.equals("zstd") ? Archives.zstd(tar) : tar;

        Answer answer = deployer().put(project, archive);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        assertThat(answer.header("location")).isEqualTo("/components/" + project);
        assertThat(answer.object())
                .containsEntry("message", "Successfully deployed: " + project)
                .containsEntry("project", project)
                .containsEntry("payload_hash", Archives.digest(archive).hex())
                .containsEntry("payload_size", (long) archive.length)
                .containsEntry("files", 3L)
                .doesNotContainKeys("warning", "previous");
        assertThat(home().liveDigests(project)).isEqualTo(Archives.digests(files));
        assertThat(home().hasPayload(archive)).isTrue();
        assertThat(deployer().ask("GET", "/components/" + project).object())
                .containsEntry("deployment_id", answer.object().get("deployment_id"));
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    default void twoPartsBecomeLiveAndAreAnsweredAsAskedFor(Format format) throws IOException {
        String project = project();
        byte[] archive = Archives.gzip(Archives.tar("x.txt", "x"));
        Answer answer = deployer().twoParts(
                Requests.deploy(project), format, archive, "Accept: " + format.mediaType());
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.header("content-type")).startsWith(format.mediaType());
        assertThat(answer.object()).containsEntry("message", "Successfully deployed: " + project)
                .containsEntry("payload_size", (long) archive.length);
        assertThat(home().live(project).resolve("x.txt")).hasContent("x");
    }

    @Test
    default void anArchiveWithALengthBecomesLive() throws IOException {
        String project = project();
        byte[] tar = Archives.tar("x.bin", "x".repeat(200_000));
        try (HttpSocket socket = new HttpSocket(site().port())) {
            Answer answer = socket.head("PUT", "/components/" + project, HttpSocket.basic("deployer"),
                    "Content-Length: " + tar.length).raw(tar).answer();
            assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        }
    }

    @Test
    default void aConnectionServesOneDeployAfterTheOther() throws IOException {
        String project = project();
        try (HttpSocket socket = new HttpSocket(site().port())) {
            String previous = null;
            for (int i = 0; i < 5; i++) {
                Answer answer = socket.head("PUT", "/components/" + project, HttpSocket.basic("deployer"),
                                Requests.CHUNKED)
                        .chunk(Archives.tar("n.txt", "" + i)).lastChunk().answer();
                assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
                assertThat(answer.object().get("previous")).isEqualTo(previous);
                previous = (String) answer.object().get("deployment_id");
                assertThat(home().live(project).resolve("n.txt")).hasContent("" + i);
            }
        }
    }

    @Test
    default void theDeploymentHasTheIdThatItsClientChose() throws IOException {
        String project = project();
        String id = "01926f00-0000-7000-8000-00000000" + String.format("%04x", project.hashCode() & 0xffff);
        Answer answer = deployer().put(project, Archives.tar("a", "a"), "Slipway-Deployment-Id: " + id);
        assertThat(answer.object()).containsEntry("deployment_id", id);
        assertThat(refusedResource(deployer().put(project, Archives.tar("a", "b"), "Slipway-Deployment-Id: " + id),
                Problem.DEPLOYMENT_ID_USED).get("detail")).asString().contains(id);
        assertThat(home().live(project).resolve("a")).hasContent("a");
    }

    @Test
    default void anIdThatIsNoneIsRefused() throws IOException {
        refusedResource(deployer().put(project(), Archives.tar("a", "a"), "Slipway-Deployment-Id: ../x"),
                Problem.INVALID_REQUEST);
    }

    @Test
    default void whatWasAskedForAndCannotBeDoneIsToldInAWarning() throws IOException {
        Answer answer = deployer().send("PUT", "/components/" + project() + "?restart=rolling&message=Hello%20there",
                Archives.tar("a", "a"));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.object().get("warning")).asString().contains("Nothing was restarted");
    }

    @Test
    default void aQueryParameterThatIsNotKnownIsRefused() throws IOException {
        String project = project();
        refusedResource(deployer().send("PUT", "/components/" + project + "?activat=false", Archives.tar("a", "a")),
                Problem.INVALID_REQUEST);
        home().assertNothingOf(project);
    }

    @Test
    default void thirtyUploadsAtOnceBecomeThirtyReleases() throws Exception {
        List<Callable<Void>> uploads = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String project = project();
            byte[] content = Archives.noise(i, 400_000);
            uploads.add(() -> {
                Answer answer = deployer().put(project, Archives.tar(Map.of("c.bin", content)));
                assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
                assertThat(home().live(project).resolve("c.bin")).hasBinaryContent(content);
                return null;
            });
        }
        ExecutorService clients = Executors.newFixedThreadPool(uploads.size());
        try {
            for (Future<Void> one : clients.invokeAll(uploads)) {
                one.get();
            }
        } finally {
            clients.shutdownNow();
        }
    }

    /** Two thousand small files keep the worker slower than the network; the pipe holds two buffers. */
    @Test
    default void aPipeThatIsFullMostOfTheTimeLosesNothing() throws IOException {
        String project = project();
        Map<String, byte[]> files = new HashMap<>();
        for (int i = 0; i < 1500; i++) {
            files.put("d" + i % 10 + "/f" + i, Archives.noise(i, 1000 + i));
        }
        files.put("zz-large.bin", Archives.noise(77, 20 * MEBIBYTE));
        Answer answer = deployer().twoParts(Requests.deploy(project), Format.CBOR, Archives.tar(files));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(home().liveDigests(project)).isEqualTo(Archives.digests(files));
    }

    // ---- digests ---------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"Repr-Digest", "part"})
    default void aDigestThatAgreesIsTakenAndOneThatDiffersIsRefused(String where) throws IOException {
        String project = project();
        byte[] right = Archives.tar("a", "right");
        byte[] wrong = Archives.tar("a", "wrong");
        String digest = Archives.digest(right).field();

        Answer refused = sendWithDigest(where, project, wrong, digest);
        assertThat(refused.status()).as(refused.toString()).isEqualTo(422);
        assertThat(refused.object()).containsEntry("code", "digest-mismatch");
        assertThat(refused.text()).contains(Archives.digest(wrong).hex(), Archives.digest(right).hex());
        home().assertNothingOf(project);
        assertThat(home().hasPayload(wrong)).isFalse();

        assertThat(sendWithDigest(where, project, right, digest).status()).isBetween(200, 201);
        assertThat(home().live(project).resolve("a")).hasContent("right");
    }

    @ParameterizedTest
    @CsvSource({"Repr-Digest", "part"})
    default void anArchiveWithoutItsEndIsTakenOnlyWithADigest(String where) throws IOException {
        String project = project();
        byte[] cut = Archives.withoutEnd(Archives.tar("a", project));
        Answer refused = deployer().put(project, cut);
        assertThat(refusedResource(refused, Problem.ARCHIVE_REFUSED).get("detail")).asString()
                .contains("end-of-archive");
        home().assertNothingOf(project);
        assertThat(home().hasPayload(cut)).isFalse();
        assertThat(sendWithDigest(where, project, cut, Archives.digest(cut).field()).status()).isBetween(200, 201);
    }

    private Answer sendWithDigest(String where, String project, byte[] archive, String digest) throws IOException {
        return where.equals("part")
                ? deployer().send("POST", "/",
                        Requests.multipart(Requests.deploy(project), Format.JSON, archive, digest), Requests.MULTIPART)
                : deployer().put(project, archive, where + ": " + digest);
    }

    @Test
    default void aDigestThatIsNoneIsRefused() throws IOException {
        refusedResource(deployer().put(project(), Archives.tar("a", "a"), "Repr-Digest: sha-256=abc"),
                Problem.INVALID_REQUEST);
    }

    // ---- refused ---------------------------------------------------------------------------------------------------

    @Test
    default void aRefusedArchiveNamesItsEntryAndLeavesNothing() throws IOException {
        String project = project();
        byte[] tar = Archives.tar(Map.of("a/fine.bin", Archives.noise(3, 200_000), "b/../../evil", new byte[5]));
        Answer answer = deployer().put(project, tar);
        Map<String, Object> object = refusedResource(answer, Problem.ARCHIVE_REFUSED);
        assertThat(object).containsEntry("entry", "b/../../evil");
        assertThat(object.get("detail")).asString().contains("b/../../evil");
        home().awaitQuiet();
        home().assertNothingOf(project);
        assertThat(home().hasPayload(tar)).isFalse();
        assertThat(home().path().getParent().resolve("evil")).doesNotExist();
    }

    @Test
    default void aRefusedArchiveLeavesTheLiveReleaseAlone() throws IOException {
        String project = project();
        assertThat(deployer().put(project, Archives.tar("a", "first")).status()).isEqualTo(201);
        refusedOperation(deployer().twoParts(Requests.deploy(project), Format.CBOR, Archives.tar("/etc/x", "y")),
                Problem.ARCHIVE_REFUSED);
        assertThat(home().live(project).resolve("a")).hasContent("first");
        assertThat(home().names("releases/" + project, "*")).hasSize(1);
    }

    @Test
    default void anEarlyRefusalReachesAClientThatKeepsSending() throws IOException {
        String project = project();
        byte[] tar = Archives.tar(Map.of("../evil", new byte[5], "large.bin", Archives.noise(5, 20 * MEBIBYTE)));
        refusedResource(deployer().put(project, tar), Problem.ARCHIVE_REFUSED);
        refusedOperation(deployer().twoParts(Requests.deploy(project), Format.JSON, tar), Problem.ARCHIVE_REFUSED);
        refusedResource(deployer().as("viewer").put(project, tar), Problem.FORBIDDEN);
        try (HttpSocket socket = new HttpSocket(site().port())) {
            Answer answer = socket.head("PUT", "/components/" + project, HttpSocket.basic("deployer"),
                    "Content-Length: " + tar.length).raw(tar).answer();
            refusedResource(answer, Problem.ARCHIVE_REFUSED);
        }
        home().assertNothingOf(project);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 300, 100_000})
    default void whatIsNoArchiveIsRefused(int length) throws IOException {
        String project = project();
        refusedResource(deployer().put(project, Archives.noise(length, length)), Problem.ARCHIVE_REFUSED);
        home().assertNothingOf(project);
    }

    @Test
    default void aMultipartBodyThatIsCutIsMalformed() throws IOException {
        String project = project();
        byte[] body = Requests.multipart(Requests.deploy(project), Format.CBOR, Archives.tar("a", project), null);
        for (int cut : new int[] {3, 10, 300}) {
            Answer answer = deployer().send("POST", "/", Arrays.copyOf(body, body.length - cut), Requests.MULTIPART);
            refusedOperation(answer, Problem.MALFORMED_BODY);
            home().assertNothingOf(project);
        }
    }

    @Test
    default void aDeployWithoutAPayloadIsRefused() throws IOException {
        assertThat(refusedOperation(deployer().operation(Requests.deploy(project())), Problem.INVALID_REQUEST))
                .containsEntry("error", "Either payload or package must be provided");
    }

    @Test
    default void anOperationThatTakesNoPayloadGetsNone() throws IOException {
        refusedOperation(deployer().twoParts(Map.of("operation", "registration_info"), Format.JSON, new byte[100_000]),
                Problem.INVALID_REQUEST);
    }

    @Test
    default void anObjectThatIsNotLegalIsRefused() throws IOException {
        for (String text : List.of("", "{", "[]", "null", "{\"operation\":\"a\",\"operation\":\"b\"}", "\u00ff")) {
            Answer answer = deployer().send("POST", "/", text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
                    "Content-Type: application/json");
            refusedOperation(answer, Problem.INVALID_REQUEST);
        }
    }
}
