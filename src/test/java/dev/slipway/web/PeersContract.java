package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.cluster.Holder;
import dev.slipway.cluster.NodeToken;
import dev.slipway.cluster.PayloadDescription;
import dev.slipway.cluster.PayloadPull;
import dev.slipway.model.ChunkDigester;
import dev.slipway.model.Digest;
import dev.slipway.problem.Problem;
import dev.slipway.release.HomeDirectory;
import dev.slipway.release.PartialPayload;
import dev.slipway.release.PartialPayloads;
import dev.slipway.release.Room;
import dev.slipway.web.HttpSocket.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What other nodes of the cluster get, and nobody else. */
interface PeersContract extends SiteFixture {
    String SECRET = "tests share this secret: 0123456789abcdef";
    int CHUNK = 8_388_608;

    static String signed(String method, String path) {
        return "Authorization: " + new NodeToken(SECRET, System::currentTimeMillis).issue(method, path, "node-2");
    }

    /** As another node. */
    private Answer get(String path, String... fields) throws IOException {
        return ask("GET", path, Requests.with(fields, signed("GET", path)));
    }

    private Answer ask(String method, String path, String... fields) throws IOException {
        try (HttpSocket socket = new HttpSocket(site().port())) {
            return socket.head(method, path, fields).answer();
        }
    }

    private byte[] kept(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        byte[] tar = Archives.tar(Map.of("a.bin", bytes));
        assertThat(deployer().put(project(), tar).status()).isEqualTo(201);
        return tar;
    }

    private static String path(byte[] payload) {
        return PayloadDescription.path(Archives.digest(payload));
    }

    private static void refusedAsNode(Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.object()).containsEntry("code", Problem.NOT_AUTHENTICATED.code())
                .extractingByKey("remedy").asString().contains("slipway.cluster-secret").doesNotContain("password");
    }

    @Test
    default void aNodeGetsAnyPartOfAPayload() throws IOException {
        byte[] tar = kept(100_000);
        Answer part = get(path(tar), "Range: bytes=1000-60999");
        assertThat(part.status()).as(part.toString()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(tar, 1000, 61_000));
        assertThat(part.header("content-range")).isEqualTo("bytes 1000-60999/" + tar.length);
        assertThat(get(path(tar)).body()).isEqualTo(tar);
        refusedResource(get(path(tar), "Range: bytes=" + tar.length + "-"), Problem.RANGE_NOT_SATISFIABLE);
        try (HttpSocket socket = new HttpSocket(site().port())) {
            Answer head = socket.head("HEAD", path(tar), signed("HEAD", path(tar))).answerWithoutBody();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-length")).isEqualTo(Integer.toString(tar.length));
        }
        Answer chunks = get(path(tar) + "/chunks");
        assertThat(chunks.object()).containsEntry("size", (long) tar.length).containsEntry("complete", true);
    }

    @Test
    default void usersMayNotAskWhatIsForNodes() throws IOException {
        byte[] tar = kept(1000);
        for (String user : TestSite.USERS.keySet()) {
            Answer answer = deployer().as(user).ask("GET", path(tar));
            refusedAsNode(answer);
            assertThat(answer.header("www-authenticate")).isEqualTo("Slipway-Node");
        }
        refusedAsNode(ask("GET", path(tar)));
        refusedAsNode(get(path(tar), HttpSocket.basic("admin")));
        refusedAsNode(ask("GET", path(tar), signed("GET", path(new byte[1]))));
        refusedAsNode(ask("GET", path(tar), signed("HEAD", path(tar))));
    }

    @Test
    default void nodesMayNotAskWhatIsForUsers() throws IOException {
        for (String path : List.of("/components", "/deployments", "/components/x", "/clusters", "/")) {
            assertThat(get(path).status()).as(path).isEqualTo(401);
        }
        Answer deploy = ask("PUT", "/components/" + project(), signed("PUT", "/components/x"), "Content-Length: 0");
        assertThat(deploy.status()).isEqualTo(401);
    }

    @Test
    default void whatIsNotThereIsNotFound() throws IOException {
        for (String path : List.of(path(new byte[7]), path(new byte[7]) + "/chunks", "/cluster", "/cluster/",
                "/cluster/payloads/ABC", path(new byte[7]) + "/other")) {
            refusedResource(get(path), Problem.NOT_FOUND);
        }
        String path = path(kept(1000));
        refusedResource(ask("DELETE", path, signed("DELETE", path)), Problem.METHOD_NOT_ALLOWED);
    }

    @Test
    default void withoutASecretThereIsNothing() throws Exception {
        try (TestSite alone = startOther(newHome(), Map.of("slipway.cluster-secret", ""));
                HttpSocket socket = new HttpSocket(alone.port())) {
            String path = path(new byte[7]);
            refusedResource(socket.head("GET", path, signed("GET", path)).answer(), Problem.NOT_FOUND);
        }
    }

    @Test
    default void whatOtherNodesAskIsNotInTheAuditLogAndWhatOthersAskThereIs() throws IOException {
        String known = path(kept(1001));
        String unknown = path(new byte[8]);
        try (AuditLines log = new AuditLines()) {
            get(known);
            get(unknown);
            ask("GET", unknown + "/chunks");
            await().untilAsserted(() -> assertThat(log.with("/chunks")).hasSize(1));
            assertThat(log.with("/cluster/")).hasSize(1).first().asString().contains("not-authenticated")
                    .doesNotContain("\"user\"", "\"node\"");
        }
    }

    @Test
    default void aNodeGetsOnlyWhatIsVerifiedOfAPayloadThatIsStillComing() throws Exception {
        byte[] payload = new byte[2 * CHUNK + 5];
        new Random(1).nextBytes(payload);
        Digest digest = Archives.digest(payload);
        TestHome place = newHome();
        try (HomeDirectory before = HomeDirectory.open(place.path(), Duration.ZERO);
                PartialPayload part = PartialPayloads.in(before, Room.ENDLESS)
                        .resume(digest, ChunkDigester.of(new ByteArrayInputStream(payload)));
                PartialPayload.Chunk chunk = part.begin(1)) {
            chunk.write(payload, CHUNK, CHUNK);
            assertThat(chunk.verify()).isTrue();
        }
        try (TestSite other = startOther(place, Map.of())) {
            String path = PayloadDescription.path(digest);
            assertThat(at(other, path + "/chunks").object()).containsEntry("complete", false)
                    .containsEntry("size", (long) payload.length).containsEntry("chunks", "02");
            Answer there = at(other, path, "Range: bytes=" + CHUNK + "-" + (2 * CHUNK - 1));
            assertThat(there.status()).isEqualTo(206);
            assertThat(Archives.digest(there.body()))
                    .isEqualTo(Archives.digest(Arrays.copyOfRange(payload, CHUNK, 2 * CHUNK)));
            for (String range : List.of("0-9", CHUNK + "-" + 2 * CHUNK, (CHUNK - 1) + "-" + CHUNK, "-5")) {
                refusedResource(at(other, path, "Range: bytes=" + range), Problem.NOT_FOUND);
            }
            refusedResource(at(other, path), Problem.NOT_FOUND);
        }
    }

    private static Answer at(TestSite site, String path, String... fields) throws IOException {
        try (HttpSocket socket = new HttpSocket(site.port())) {
            return socket.head("GET", path, Requests.with(fields, signed("GET", path))).answer();
        }
    }

    @Test
    default void noMoreNodesAreServedAtOnceThanAreSet() throws Exception {
        byte[] tar = kept(12_000_000);
        String path = path(tar);
        try (HttpSocket one = new HttpSocket(site().port()); HttpSocket two = new HttpSocket(site().port())) {
            one.head("GET", path, signed("GET", path)); // read by nobody: more than the buffers of a connection hold
            two.head("GET", path, signed("GET", path));
            await().untilAsserted(() -> {
                Answer busy = get(path, "Range: bytes=0-0");
                refusedResource(busy, Problem.SERVER_BUSY);
                assertThat(busy.header("retry-after")).isEqualTo("1");
            });
            assertThat(get(path + "/chunks").status()).isEqualTo(200);
        }
        await().atMost(Duration.ofSeconds(30)).untilAsserted(
                () -> assertThat(get(path, "Range: bytes=0-0").status()).isEqualTo(206));
    }

    @Test
    default void anotherHomePullsWhatThisOneHas() throws Exception {
        byte[] tar = kept(3 * CHUNK);
        PayloadDescription what = new PayloadDescription(
                Archives.digest(tar), ChunkDigester.of(new ByteArrayInputStream(tar)));
        try (HomeDirectory to = HomeDirectory.open(newHome().path(), Duration.ZERO)) {
            PayloadPull pull = new PayloadPull(PartialPayloads.in(to, Room.ENDLESS),
                    new NodeToken(SECRET, System::currentTimeMillis), "node-2", PayloadPull.Limits.of(4), Thread::new);
            Holder holder = new Holder("node-1", URI.create("http://127.0.0.1:" + site().port()));
            Path file = pull.pull(what, () -> List.of(holder), (bytes, total) -> { }, () -> true).file();
            assertThat(Archives.digest(Files.readAllBytes(file))).isEqualTo(what.digest());
        }
    }
}
