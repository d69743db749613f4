package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import dev.slipway.archive.PackingProblem;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeployClientTest extends DeployFixture {
    private static final String REFUSAL = "{\"error\":\"entry \\\"../x\\\": leads out\",\"code\":\"archive-refused\","
            + "\"entry\":\"../x\",\"remedy\":\"Repack.\",\"extra\":7}";

    @Test
    void theRequestHasThreePartsInOrderAndTheResultTellsWhatWasSent() throws Exception {
        Files.writeString(directory.resolve("index.html"), "hello");
        LinkedBlockingQueue<byte[]> bodies = new LinkedBlockingQueue<>();
        try (TestServer server = new TestServer(call -> {
            bodies.add(call.body().readAllBytes());
            call.answer(200, "{\"message\":\"Successfully deployed: app\",\"deployment_id\":\"" + call.id() + "\",\"more\":[1]}");
        })) {
            DeployResult result = client(server).deploy(request().withMessage("gr\u00fcn"), DeployListener.NONE);

            TestServer.Call call = server.calls().get(1);
            assertThat(call.line()).isEqualTo("POST / HTTP/1.1");
            String type = call.headers().get("content-type");
            assertThat(type).startsWith("multipart/form-data; boundary=");
            List<Part> parts = parts(bodies.take(), type.substring(type.indexOf('=') + 1));
            assertThat(parts).extracting(Part::head).satisfiesExactly(
                    head -> assertThat(head).contains("name=\"operation\"").contains("application/cbor"),
                    head -> assertThat(head).contains("filename=\"package.tar.gz\"").contains("application/gzip"),
                    head -> assertThat(head).contains("name=\"digest\""));
            assertThat(ObjectReader.read(parts.get(0).body(), Format.CBOR)).isEqualTo(
                    Map.of("operation", "deploy_component", "project", "app", "message", "gr\u00fcn"));
            assertThat(parts.get(0).body()[0]).as("a map of three, of definite length").isEqualTo((byte) 0xa3);
            byte[] payload = parts.get(1).body();
            assertThat(names(payload)).containsExactly("index.html");
            Digest digest = Digest.of(MessageDigest.getInstance("SHA-256").digest(payload));
            assertThat(parts.get(2).body()).asString(StandardCharsets.US_ASCII).isEqualTo(digest.field());

            assertThat(result.message()).isEqualTo("Successfully deployed: app");
            assertThat(result.deploymentId()).isEqualTo(call.id());
            assertThat(result.payloadDigest()).isEqualTo(digest);
            assertThat(result.payloadSize()).isEqualTo(payload.length);
            assertThat(result.files()).isEqualTo(1);
            assertThat(result.unpackedSize()).isEqualTo(5);
            assertThat(result.answer()).containsEntry("more", List.of(1L));
        }
    }

    @Test
    void theListenerHearsThePhasesInOrder() throws Exception {
        Files.write(directory.resolve("noise"), noise(4 * MIB));
        List<DeployProgress> heard = new ArrayList<>();
        List<String> servers = new ArrayList<>();
        CountDownLatch waitingSeen = new CountDownLatch(1);
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            await(waitingSeen);
            call.done("ok");
        })) {
            client(server).deploy(request(), new DeployListener() {
                @Override
                public void connected(String name) {
                    servers.add(name);
                }

                @Override
                public void progress(DeployProgress progress) {
                    heard.add(progress);
                    if (progress.phase() == DeployPhase.WAITING) {
                        waitingSeen.countDown();
                    }
                }
            });
        }
        assertThat(servers).containsExactly("slipway/test");
        assertThat(heard).extracting(DeployProgress::phase).isSorted().contains(DeployPhase.WAITING);
        assertThat(heard.get(heard.size() - 1).unpackedBytes()).isEqualTo(4 * MIB);
        assertThat(heard.get(heard.size() - 1).sentBytes()).isGreaterThan(4 * MIB);
    }

    @Test
    void aContextPathGetsItsSlash() throws Exception {
        Files.writeString(directory.resolve("a"), "a");
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            call.done("ok");
        })) {
            Target below = Target.of(server.target() + "slipway");
            builder(below).build().deploy(request(), DeployListener.NONE);
            assertThat(server.calls()).extracting(TestServer.Call::line).containsExactly(
                    "OPTIONS /slipway/components/app HTTP/1.1", "POST /slipway/ HTTP/1.1");
        }
    }

    @RepeatedTest(10)
    void aRefusalHalfWayIsHeardWhenTheServerOnlyStopsReading() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        assertRefusalIsHeard(call -> {
            call.body().readNBytes(MIB);
            call.answer(422, REFUSAL);
            await(over);
        });
        over.countDown();
    }

    @RepeatedTest(20)
    void aRefusalHalfWayIsHeardWhenTheServerClosesRightAfter() throws Exception {
        assertRefusalIsHeard(call -> {
            call.body().readNBytes(MIB);
            call.answer(422, REFUSAL);
            call.socket().close();
        });
    }

    @RepeatedTest(5)
    void aRefusalHalfWayIsHeardWhenTheConnectionIsReset() throws Exception {
        assertRefusalIsHeard(call -> {
            call.body().readNBytes(MIB);
            call.answer(422, REFUSAL);
            call.socket().setSoLinger(true, 0);
            call.socket().shutdownOutput();
            call.socket().close();
        });
    }

    private void assertRefusalIsHeard(TestServer.Upload upload) throws Exception {
        Files.write(directory.resolve("noise"), noise(24 * MIB));
        try (TestServer server = new TestServer(upload)) {
            DeployFailedException failure = failure(client(server));
            assertThat(failure.kind()).isEqualTo(FailureKind.REFUSED);
            assertThat(failure.code()).isEqualTo("archive-refused");
            assertThat(failure).hasMessage("entry \"../x\": leads out");
            assertThat(failure.entry()).contains("../x");
            assertThat(failure.remedy()).contains("Repack.");
            assertThat(failure.status()).isEqualTo(422);
            assertThat(failure.answer()).containsEntry("extra", 7L);
            assertThat(failure.outcomeUnknown()).isFalse();
        }
    }

    @Test
    void aBrokenConnectionWithoutAnAnswerIsTold() throws Exception {
        Files.write(directory.resolve("noise"), noise(24 * MIB));
        try (TestServer server = new TestServer(call -> call.body().readNBytes(MIB))) {
            DeployFailedException failure = failure(client(server));
            assertThat(failure.kind()).isEqualTo(FailureKind.NETWORK);
            assertThat(failure.code()).isEqualTo("connection-lost");
            assertThat(failure.outcomeUnknown()).isFalse();
        }
    }

    @Test
    void aConnectionThatBreaksAfterTheLastByteLeavesTheOutcomeOpen() throws Exception {
        Files.writeString(directory.resolve("a"), "a");
        try (TestServer server = new TestServer(call -> call.body().readAllBytes())) {
            DeployFailedException failure = failure(client(server));
            assertThat(failure.kind()).isEqualTo(FailureKind.NETWORK);
            assertThat(failure.outcomeUnknown()).isTrue();
        }
    }

    @Test
    void aServerThatStopsReadingIsTimedOut() throws Exception {
        Files.write(directory.resolve("noise"), noise(24 * MIB));
        CountDownLatch over = new CountDownLatch(1);
        try (TestServer server = new TestServer(call -> await(over))) {
            DeployFailedException failure =
                    failure(builder(server.target()).sendTimeout(Duration.ofMillis(300)).build());
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMED_OUT);
            assertThat(failure.outcomeUnknown()).isFalse();
        }
        over.countDown();
    }

    @Test
    void aServerThatDoesNotAnswerIsTimedOutAndTheOutcomeIsOpen() throws Exception {
        Files.writeString(directory.resolve("a"), "a");
        CountDownLatch over = new CountDownLatch(1);
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            await(over);
        })) {
            DeployFailedException failure =
                    failure(builder(server.target()).answerTimeout(Duration.ofMillis(500)).build());
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMED_OUT);
            assertThat(failure.outcomeUnknown()).isTrue();
        }
        over.countDown();
    }

    @Test
    void anInterruptEndsTheDeployAndTheServerSeesNoWholeBody() throws Exception {
        Files.write(directory.resolve("noise"), noise(24 * MIB));
        CountDownLatch begun = new CountDownLatch(1);
        LinkedBlockingQueue<String> ends = new LinkedBlockingQueue<>();
        CountDownLatch interrupted = new CountDownLatch(1);
        try (TestServer server = new TestServer(call -> {
            call.body().readNBytes(MIB);
            begun.countDown();
            await(interrupted);
            try {
                call.body().readAllBytes();
                ends.add("whole");
            } catch (IOException e) {
                ends.add("cut off");
            }
        })) {
            var thread = Executors.newSingleThreadExecutor();
            try {
                Future<DeployFailedException> failure = thread.submit(() -> failure(client(server)));
                begun.await();
                thread.shutdownNow();
                assertThat(failure.get().kind()).isEqualTo(FailureKind.INTERRUPTED);
                interrupted.countDown();
                assertThat(ends.poll(30, TimeUnit.SECONDS)).isEqualTo("cut off");
            } finally {
                thread.shutdownNow();
            }
        }
    }

    @Test
    void aDirectoryThatCannotBePackedIsToldBeforeAnythingIsSent() throws Exception {
        Files.createSymbolicLink(directory.resolve("out"), Path.of("../elsewhere"));
        try (TestServer server = new TestServer(call -> call.answer(200, "{}"))) {
            DeployFailedException failure = failure(client(server));
            assertThat(failure.code()).isEqualTo("unpackable");
            assertThat(failure.entry()).contains("out");
            assertThat(failure.kind()).isEqualTo(FailureKind.REFUSED);
            assertThat(server.calls()).noneMatch(call -> call.headers().containsKey("transfer-encoding"));
        }
    }

    @Test
    void aFileThatChangesWhileItIsSentIsToldWithoutWaitingForTheServer() throws Exception {
        Path noise = Files.write(directory.resolve("out"), noise(24 * MIB));
        LinkedBlockingQueue<String> ends = new LinkedBlockingQueue<>();
        try (TestServer server = new TestServer(call -> {
            try {
                call.body().readNBytes(MIB);
                Files.write(noise, new byte[1], StandardOpenOption.APPEND);
                call.body().readAllBytes();
                ends.add("whole");
            } catch (IOException e) {
                ends.add("cut off");
            }
        })) {
            DeployFailedException failure = failure(client(server));
            assertThat(failure.code()).isEqualTo("changed-while-packing");
            assertThat(failure.entry()).contains("out");
            assertThat(failure.problems()).singleElement().extracting(PackingProblem::text).asString().contains("grew");
            assertThat(ends.poll(30, TimeUnit.SECONDS)).isEqualTo("cut off");
        }
    }

    @Test
    void aMissingDirectoryIsAMatterOfUsage() {
        DeployClient client = builder(Target.of("http://127.0.0.1:9")).build();
        DeployRequest nowhere = new DeployRequest(new ProjectName("app"), directory.resolve("nothing"));
        assertThatThrownBy(() -> client.deploy(nowhere, DeployListener.NONE)).isInstanceOfSatisfying(
                DeployFailedException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.USAGE));
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static List<String> names(byte[] payload) throws IOException {
        List<String> names = new ArrayList<>();
        try (var tar = new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(payload)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    private record Part(String head, byte[] body) {}

    private static List<Part> parts(byte[] body, String boundary) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        assertThat(text).startsWith("--" + boundary + "\r\n").endsWith("\r\n--" + boundary + "--\r\n");
        List<Part> parts = new ArrayList<>();
        String[] pieces = ("\r\n" + text).split(java.util.regex.Pattern.quote("\r\n--" + boundary));
        for (String piece : Arrays.copyOfRange(pieces, 1, pieces.length - 1)) {
            int blank = piece.indexOf("\r\n\r\n");
            parts.add(new Part(piece.substring(0, blank),
                    piece.substring(blank + 4).getBytes(StandardCharsets.ISO_8859_1)));
        }
        return parts;
    }
}
