package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SlipwayClientTest {
    private static final ProjectName APP = new ProjectName("app");
    private static final DeploymentId ID = DeploymentId.next();
    private static final String RECORD = "{\"deployment_id\":\"" + ID + "\",\"project\":\"app\",\"kind\":\"deploy\","
            + "\"status\":\"failed\",\"phase\":\"extracting\",\"started_at\":1000,\"completed_at\":3500,\"phases\":"
            + "[{\"name\":\"receiving\",\"started_at\":1000,\"duration_ms\":2000}],\"release_id\":\"" + ID
            + "\",\"previous\":null,\"user\":\"ann\",\"message\":\"try\",\"later\":\"addition\",\"error\":{\"message\":"
            + "\"bad\",\"code\":\"archive-refused\",\"phase\":\"extracting\"}}";

    @Test
    void aRecordIsReadByNameAndTypeAndKeepsWhatIsNotKnown() throws Exception {
        try (TestServer server = answering(200, RECORD)) {
            DeploymentRecord record = client(server).show(ID);
            assertThat(server.calls().get(0).line()).isEqualTo("GET /deployments/" + ID + " HTTP/1.1");
            assertThat(record.startedAt()).contains(Instant.ofEpochMilli(1000));
            assertThat(record.phases()).containsExactly(new DeploymentRecord.PhaseTime("receiving",
                    Optional.of(Instant.ofEpochMilli(1000)), Optional.of(Duration.ofSeconds(2))));
            assertThat(record.previous()).isEmpty();
            assertThat(record.isTerminal()).isTrue();
            assertThat(record.isSuccess()).isFalse();
            assertThat(record.error().orElseThrow().code()).isEqualTo("archive-refused");
            assertThat(record.fields()).containsEntry("later", "addition");
        }
    }

    @Test
    void aLongListIsAskedForInPieces() throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        try (TestServer server = server(call -> {
            lines.add(call.line());
            String query = call.line().replaceAll(".*\\?(.*) HTTP.*", "$1");
            int offset = Integer.parseInt(query.replaceAll(".*offset=(\\d+).*", "$1"));
            int limit = Integer.parseInt(query.replaceAll(".*limit=(\\d+).*", "$1"));
            call.answer(200, "{\"total\":120,\"deployments\":[" + IntStream.range(offset, Math.min(120, offset + limit))
                    .mapToObj(i -> "{\"deployment_id\":\"d" + i + "\",\"status\":\"success\"}")
                    .collect(Collectors.joining(",")) + "]}");
        })) {
            DeploymentList all = client(server).list(DeploymentQuery.NEWEST.limit(1000).of(APP)
                    .in(Set.of(Status.FAILED, Status.ROLLED_BACK)).from(Instant.ofEpochMilli(5))
                    .to(Instant.ofEpochMilli(7)));
            assertThat(all.total()).isEqualTo(120);
            assertThat(all.deployments()).extracting(DeploymentRecord::id).hasSize(120).doesNotHaveDuplicates()
                    .startsWith("d0").endsWith("d119");
            assertThat(lines.get(0)).isEqualTo("GET /deployments?project=app&status=failed%2Crolled_back&since=5&until=7"
                    + "&limit=50&offset=0 HTTP/1.1");
            assertThat(client(server).list(DeploymentQuery.NEWEST.limit(7)).deployments()).hasSize(7);
        }
    }

    @Test
    void theStateOfAProjectIsRead() throws Exception {
        try (TestServer server = answering(200, "{\"project\":\"app\",\"deployment_id\":\"r2\",\"live\":" + RECORD
                + ",\"previous\":\"r1\",\"running\":[" + RECORD + "],\"releases\":[{\"release_id\":\"r2\",\"live\":true,"
                + "\"status\":\"success\"},{\"release_id\":\"r1\",\"live\":false,\"status\":\"staged\"}]}")) {
            ComponentState state = client(server).component(APP);
            assertThat(state.release()).contains("r2");
            assertThat(state.previous()).contains("r1");
            assertThat(state.live()).isPresent();
            assertThat(state.running()).hasSize(1);
            assertThat(state.releases()).containsExactly(new ComponentState.KeptRelease("r2", true, "success"),
                    new ComponentState.KeptRelease("r1", false, "staged"));
        }
    }

    @Test
    void whatIsLiveIsListed() throws Exception {
        try (TestServer server = answering(200, "{\"components\":[{\"project\":\"app\",\"deployment_id\":\"r\","
                + "\"since\":99}]}")) {
            LiveComponent only = client(server).components().get(0);
            assertThat(only.project()).isEqualTo("app");
            assertThat(only.since()).contains(Instant.ofEpochMilli(99));
        }
    }

    @Test
    void whatIsLiveIsListedPageByPage() throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        try (TestServer server = new TestServer(call -> { }).requests(call -> {
            lines.add(call.line());
            call.answer(200, "{\"total\":3,\"components\":[{\"project\":\"app-" + lines.size() + "\"}]}");
        })) {
            assertThat(client(server).components()).extracting(LiveComponent::project)
                    .containsExactly("app-1", "app-2", "app-3");
            assertThat(lines).containsExactly("GET /components HTTP/1.1", "GET /components?offset=1 HTTP/1.1",
                    "GET /components?offset=2 HTTP/1.1");
        }
    }

    @Test
    void anActivationIsAnOperationWithAnIdOfItsOwn() throws Exception {
        try (TestServer server = answering(200, "{\"message\":\"Successfully deployed: app\",\"deployment_id\":\"n\","
                + "\"release_id\":\"" + ID + "\"}")) {
            Confirmation done = client(server).activate(APP, ID, Optional.of("go \u00e4"));
            assertThat(done.release()).contains(ID.value());
            assertThat(server.calls().get(0).line()).isEqualTo("POST / HTTP/1.1");
            assertThat(server.calls().get(0).headers().get("slipway-deployment-id")).hasSize(36).isNotEqualTo(ID.value());
            assertThat(bodies).containsExactly(Map.of("operation", "deploy_component", "project", "app",
                    "deployment_id", ID.value(), "message", "go \u00e4"));
        }
    }

    @Test
    void aRollbackSaysWhereAndWhy() throws Exception {
        try (TestServer server = answering(200, "{\"message\":\"back\",\"rollback_of\":\"x\"}")) {
            client(server).rollback(APP, Optional.of(ID), Optional.of("a&b \u00e4"));
            client(server).rollback(APP, Optional.empty(), Optional.empty());
            assertThat(server.calls()).extracting(TestServer.Call::line).containsExactly(
                    "POST /components/app/rollback?to=" + ID + "&message=a%26b+%C3%A4 HTTP/1.1",
                    "POST /components/app/rollback HTTP/1.1");
        }
    }

    @Test
    void aCancelIsAnOperationThatCannotDropAnything() throws Exception {
        try (TestServer server = answering(200, "{\"message\":\"Cancelled: app\",\"deployment_id\":\"" + ID + "\"}")) {
            assertThat(client(server).cancel(ID).deploymentId()).contains(ID.value());
            assertThat(bodies).containsExactly(Map.of("operation", "cancel_deployment", "deployment_id", ID.value()));
        }
    }

    @Test
    void aDropTellsWhatItFreed() throws Exception {
        try (TestServer server = answering(200, "{\"message\":\"Successfully dropped: app\",\"freed_bytes\":12}")) {
            assertThat(client(server).drop(APP).freedBytes()).hasValue(12);
            assertThat(server.calls().get(0).line()).isEqualTo("DELETE /components/app HTTP/1.1");
        }
    }

    @Test
    void aRefusalHasTheServersWords() throws Exception {
        try (TestServer server = answering(409, "{\"detail\":\"nothing to go back to\",\"code\":\"not-possible-now\"}")) {
            DeployFailedException failure = failure(() -> client(server).rollback(APP, Optional.empty(),
                    Optional.empty()));
            assertThat(failure).hasMessageContaining("nothing to go back to");
            assertThat(failure.code()).isEqualTo("not-possible-now");
            assertThat(failure.kind()).isEqualTo(FailureKind.CONFLICT);
            assertThat(failure.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(server.calls()).hasSize(1);
        }
    }

    @Test
    void aRollbackWhoseAnswerIsLostIsAskedFor() throws Exception {
        for (String status : List.of("success", "failed", "activating", "")) {
            try (TestServer server = server(call -> {
                if (call.line().startsWith("GET ") && !status.isEmpty()) {
                    String id = call.line().replaceAll(".*/deployments/(\\S+) .*", "$1");
                    call.answer(200, RECORD.replace("\"deployment_id\":\"" + ID, "\"deployment_id\":\"" + id)
                            .replace("\"status\":\"failed\"", "\"status\":\"" + status + "\""));
                }
            })) {
                if (status.equals("success")) {
                    assertThat(client(server).rollback(APP, Optional.empty(), Optional.empty()).message())
                            .contains("the answer was lost");
                } else {
                    DeployFailedException failure = failure(() -> client(server).rollback(APP, Optional.empty(),
                            Optional.empty()));
                    assertThat(failure.outcome()).isEqualTo(status.isEmpty() ? Outcome.UNKNOWN
                            : status.equals("failed") ? Outcome.FAILED : Outcome.RUNNING);
                }
                assertThat(server.count("POST")).as("asked for once").isEqualTo(1);
            }
        }
    }

    @Test
    void aDropWhoseAnswerIsLostMayHaveBeenDone() throws Exception {
        try (TestServer server = server(call -> { })) {
            DeployFailedException failure = failure(() -> client(server).drop(APP));
            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(failure).hasMessageContaining("may have done it");
        }
    }

    @Test
    void whatIsNotAnAnswerToTheQuestionIsNotTakenForOne() throws Exception {
        try (TestServer server = answering(200, "{}")) {
            assertThat(failure(() -> client(server).show(ID)).code()).isEqualTo("bad-answer");
            assertThat(failure(() -> client(server).components()).code()).isEqualTo("bad-answer");
            assertThat(failure(() -> client(server).list(DeploymentQuery.NEWEST)).code()).isEqualTo("bad-answer");
            assertThat(failure(() -> client(server).drop(APP)).code()).isEqualTo("bad-answer");
        }
    }

    private final List<Map<String, Object>> bodies = Collections.synchronizedList(new ArrayList<>());

    private TestServer answering(int status, String json) throws IOException {
        return server(call -> {
            int length = Integer.parseInt(call.headers().getOrDefault("content-length", "0"));
            if (length > 0) {
                bodies.add(ObjectReader.read(call.body().readNBytes(length), Format.JSON));
            }
            call.answer(status, json);
        });
    }

    private static TestServer server(TestServer.Upload answer) throws IOException {
        return new TestServer(call -> { }).requests(answer);
    }

    private static SlipwayClient client(TestServer server) {
        return SlipwayClient.builder(server.target()).credentials("admin", () -> "s\u00e4cret".toCharArray()).build();
    }

    private static DeployFailedException failure(ThrowingCallable call) {
        return catchThrowableOfType(DeployFailedException.class, call);
    }
}
