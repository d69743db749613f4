package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.codec.Format;
import dev.slipway.problem.Problem;
import dev.slipway.web.HttpSocket.Answer;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory at the top of an archive that is taken away because the request says so. */
interface StripContract extends SiteFixture {
    private static byte[] archive() {
        return Archives.gzip(Archives.tar("shop-1.0/index.html", "shop"));
    }

    private void assertStripped(Answer answer, String project) {
        assertThat(answer.status()).as(answer.toString()).isBetween(200, 201);
        assertThat(home().live(project).resolve("index.html")).hasContent("shop");
    }

    @Test
    default void aPutSaysItInItsQuery() throws IOException {
        String project = project();
        assertStripped(deployer().send("PUT", "/components/" + project + "?strip_components=1", archive()), project);
    }

    @Test
    default void anOperationSaysItInAField() throws IOException {
        String project = project();
        Map<String, Object> operation = Map.of("operation", "deploy_component", "project", project, "strip_components", 1);
        assertStripped(deployer().twoParts(operation, Format.CBOR, archive()), project);
    }

    @Test
    default void withoutThatTheDirectoryStays() throws IOException {
        String project = project();
        assertThat(deployer().put(project, archive()).status()).isEqualTo(201);
        assertThat(home().live(project).resolve("shop-1.0/index.html")).hasContent("shop");
    }

    @Test
    default void behindThePayloadItComesTooLate() throws IOException {
        String project = project();
        Map<String, Object> operation = new LinkedHashMap<>(Requests.deploy(project));
        operation.put("payload", Base64.getEncoder().encodeToString(archive()));
        operation.put("strip_components", 1);
        String reason = String.valueOf(
                refusedOperation(deployer().operation(operation), Problem.INVALID_REQUEST).get("error"));
        assertThat(reason).contains("must stand before the payload");
        home().awaitQuiet();
        home().assertNothingOf(project);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "17", "one", "true"})
    default void othersThanSmallNumbersAreRefused(String number) throws IOException {
        String project = project();
        refusedResource(deployer().send("PUT", "/components/" + project + "?strip_components=" + number, archive()),
                Problem.INVALID_REQUEST);
        home().awaitQuiet();
        home().assertNothingOf(project);
    }

    @Test
    default void moreThanThereIsIsRefused() throws IOException {
        String project = project();
        Map<String, Object> refusal = refusedResource(
                deployer().send("PUT", "/components/" + project + "?strip_components=2", archive()), Problem.ARCHIVE_REFUSED);
        assertThat(String.valueOf(refusal.get("detail"))).contains("shop-1.0/index.html", "strip_components");
        home().awaitQuiet();
        home().assertNothingOf(project);
    }
}
