package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.problem.Problem;
import dev.slipway.web.HttpSocket.Answer;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Archives among the keys of their operation, in every notation and order. */
interface BodyKindsContract extends SiteFixture {
    Map<String, String> NONE = Map.of();

    @ParameterizedTest
    @EnumSource(BodyKind.class)
    default void anArchiveBehindTheKeysBecomesLive(BodyKind kind) throws IOException {
        String project = project();
        assertLive(project, send(kind, deploy(project), archive(project), NONE), project);
    }

    @ParameterizedTest
    @EnumSource(BodyKind.class)
    default void keysBehindTheArchiveCount(BodyKind kind) throws IOException {
        String project = project();
        Answer answer = send(kind, deploy(project), archive(project), Map.of("restart", "rolling", "colour", "red"));
        assertLive(project, answer, project);
        assertThat(answer.object().get("warning")).asString().contains("'colour'").contains("Nothing was restarted");
    }

    @ParameterizedTest
    @EnumSource(BodyKind.class)
    default void anArchiveBeforeTheKeysBecomesLive(BodyKind kind) throws IOException {
        String project = project();
        assertLive(project, send(kind, NONE, archive(project), deploy(project)), project);
    }

    @ParameterizedTest
    @EnumSource(BodyKind.class)
    default void whatAKeyBehindTheArchiveForbidsIsNotDeployed(BodyKind kind) throws IOException {
        String project = project();
        Answer answer = send(kind, deploy(project), archive(project), Map.of("restart", "sometimes"));
        assertThat(refusedOperation(answer, Problem.INVALID_REQUEST))
                .containsEntry("error", "'restart' must be one of [boolean, rolling]");
        home().awaitQuiet();
        home().assertNothingOf(project);
    }

    @ParameterizedTest
    @EnumSource(BodyKind.class)
    default void anArchiveBeforeTheKeysThatIsRefusedLeavesNothing(BodyKind kind) throws IOException {
        String project = project();
        Answer answer = send(kind, NONE, Archives.tar("../evil", "x"), deploy(project));
        assertThat(refusedOperation(answer, Problem.ARCHIVE_REFUSED)).containsEntry("entry", "../evil");
        home().awaitQuiet();
        home().assertNothingOf(project);
    }

    @ParameterizedTest
    @EnumSource(BodyKind.class)
    default void anArchiveBeforeAnOperationThatTakesNoneIsRefused(BodyKind kind) throws IOException {
        Map<String, String> operation = Map.of("operation", "registration_info");
        refusedOperation(send(kind, NONE, Archives.noise(1, 300_000), operation), Problem.INVALID_REQUEST);
        refusedOperation(send(kind, NONE, Archives.noise(1, 300), operation), Problem.INVALID_REQUEST);
    }

    @ParameterizedTest
    @EnumSource(BodyKind.class)
    default void anArchiveWithoutAnOperationIsRefused(BodyKind kind) throws IOException {
        assertThat(refusedOperation(send(kind, NONE, Archives.noise(1, 300_000), NONE), Problem.INVALID_REQUEST))
                .containsEntry("error", "Request body must include an 'operation' property.");
    }

    @ParameterizedTest
    @EnumSource(BodyKind.class)
    default void onlyDeployersPutAnArchiveAside(BodyKind kind) throws IOException {
        byte[] body = kind.body(NONE, Archives.noise(1, 300_000), deploy(project()));
        refusedOperation(deployer().as("viewer").send("POST", "/", body, kind.contentType()), Problem.FORBIDDEN);
    }

    @ParameterizedTest
    @EnumSource(BodyKind.class)
    default void aBodyThatIsCutShortDeploysNothing(BodyKind kind) throws IOException {
        String project = project();
        for (byte[] body : new byte[][] {kind.body(deploy(project), archive(project), Map.of("force", "true")),
            kind.body(NONE, archive(project), deploy(project))}) {
            for (int cut : new int[] {3, 40, body.length / 2}) {
                Answer answer = deployer().send("POST", "/", Arrays.copyOf(body, body.length - cut),
                        kind.contentType());
                assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
                home().awaitQuiet();
                home().assertNothingOf(project);
            }
        }
    }

    @Test
    default void aProjectOfDigitsStaysText() throws IOException {
        String project = "12345678901234567890";
        assertLive(project, send(BodyKind.FORM, deploy(project), archive(project), NONE), project);
    }

    private Answer send(BodyKind kind, Map<String, String> before, byte[] archive, Map<String, String> after)
            throws IOException {
        return deployer().send("POST", "/", kind.body(before, archive, after), kind.contentType());
    }

    private static Map<String, String> deploy(String project) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("operation", "deploy_component");
        fields.put("project", project);
        return fields;
    }

    private static byte[] archive(String project) throws IOException {
        return Archives.tar(Map.of("index.html", Requests.ascii(project), "noise.bin", Archives.noise(9, 300_000)));
    }

    private void assertLive(String project, Answer answer, String text) throws IOException {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.object()).containsEntry("message", "Successfully deployed: " + project);
        assertThat(home().live(project).resolve("index.html")).hasContent(text);
        assertThat(home().live(project).resolve("noise.bin")).hasBinaryContent(Archives.noise(9, 300_000));
    }
}
