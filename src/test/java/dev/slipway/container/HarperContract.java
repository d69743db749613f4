package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.container.ClientWorkplace.Outcome;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * The released Harper CLI, unchanged, where servers may differ: what it sends, and answers that come while it sends. It
 * exits with 0 whatever happens, so what it prints is all that a user sees.
 */
interface HarperContract extends ClientContract {
    @Test
    default void harperSendsADirectory(TestInfo test) throws Exception {
        deploys(test, "harper/cbor-chunked.sh");
    }

    @Test
    default void harperDeploysWhatPeopleHaveAndDeploysItAgain() throws Exception {
        ClientWorkplace workplace = harperSite(1);
        Path live = surroundings().live("harper-site");
        assertThat(harper(workplace, "deploy", "project=harper-site"))
                .contains("message: \"Successfully deployed: harper-site\"");
        assertThat(SiteDirectory.listing(live))
                .isEqualTo(SiteDirectory.withoutNodeModules(SiteDirectory.followed(workplace.site())));

        SiteDirectory.fill(fresh(workplace), 2);
        Files.delete(workplace.site().resolve("run.sh"));
        assertThat(harper(workplace, "deploy", "project=harper-site")).contains("Successfully deployed", "previous: ");
        assertThat(SiteDirectory.listing(live))
                .isEqualTo(SiteDirectory.withoutNodeModules(SiteDirectory.followed(workplace.site())));
    }

    @Test
    default void harperPrintsThatThePasswordIsWrong() throws Exception {
        ClientWorkplace workplace = harperSite(6);
        Outcome outcome = workplace.harper(workplace.site(), surroundings().uri(), "wrong",
                List.of("deploy", "project=harper-wrong"));
        assertThat(outcome.output()).contains("error: Login failed").contains("remedy: ");
        assertThat(surroundings().live("harper-wrong")).doesNotExist();
    }

    @Test
    default void harperPrintsWhichEntryIsRefused() throws Exception {
        ClientWorkplace workplace = harperSite(7);
        Files.createSymbolicLink(workplace.site().resolve("outside"), Path.of("../../elsewhere"));
        assertThat(harper(workplace, "deploy", "project=harper-refused", "skip_symlinks=true"))
                .contains("code: archive-refused", "entry: outside", "remedy: ");
        assertThat(surroundings().live("harper-refused")).doesNotExist();
        Files.delete(workplace.site().resolve("outside"));
        Files.writeString(workplace.site().resolve("bell\u0007"), "rings");
        assertThat(harper(workplace, "deploy", "project=harper-refused"))
                .contains("code: archive-refused", "it has a control character");
        assertThat(surroundings().releases("harper-refused")).isEmpty();
    }

    @Test
    default void harperPrintsThatAnotherDeployIsRunning() throws Exception {
        ClientWorkplace workplace = harperSite(8);
        Surroundings server = surroundings();
        try (HttpConnection other = HttpConnection.open(server.uri())) {
            Map<String, String> headers = Upload.headers();
            headers.put("Transfer-Encoding", "chunked");
            other.head("POST", "/", headers);
            OutputStream body = other.chunks();
            body.write(Upload.opening("harper-busy"));
            body.write(Arrays.copyOf(SampleTree.textTar(List.of("index.html", "half".repeat(100_000))), 200_000));
            body.flush();
            await().atMost(Duration.ofSeconds(30)).until(() -> !server.staging().isEmpty());
            assertThat(harper(workplace, "deploy", "project=harper-busy")).contains("code: project-busy", "error: ");
            other.reset();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> server.staging().isEmpty());
        assertThat(server.live("harper-busy")).doesNotExist();
    }

    /** A workplace with a site in it; skips the test if the CLI is not installed. */
    default ClientWorkplace harperSite(long seed) throws Exception {
        ClientTool.HARPER.require();
        ClientWorkplace workplace = workplace();
        SiteDirectory.fill(workplace.site(), seed);
        return workplace;
    }

    private static Path fresh(ClientWorkplace workplace) throws Exception {
        Surroundings.remove(workplace.site());
        return Files.createDirectories(workplace.site());
    }

    /** What the CLI prints. */
    default String harper(ClientWorkplace workplace, String... arguments) throws Exception {
        Outcome outcome = workplace.harper(workplace.site(), surroundings().uri(), HttpConnection.PASSWORD,
                List.of(arguments));
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }
}
