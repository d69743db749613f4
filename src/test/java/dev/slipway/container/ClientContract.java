package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.container.ClientWorkplace.Outcome;
import dev.slipway.container.Recipe.BodyKind;
import dev.slipway.container.Recipe.Framing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.TestInfo;

/** What the contracts of all clients have in common: a server, and a deploy by a recipe. */
interface ClientContract {
    /** Over the 10 MiB that WildFly takes of a body by default. */
    SampleTree LARGE = new SampleTree(0, 11, 1 << 20);
    /** The same for a body with four characters for three bytes. */
    SampleTree LARGE_IN_BASE64 = new SampleTree(0, 8, 1 << 20);
    /** The same for a body with three or four characters for each byte. */
    SampleTree LARGE_AS_NUMBERS = new SampleTree(0, 3, 1 << 20);
    SampleTree SMALL = new SampleTree(0, 3, 64 << 10);

    /** Some clients read the 400 that comes while they send, others only see that the connection is closed. */
    Pattern REFUSED = Pattern.compile(
            "\\b400\\b|EPIPE|ECONNRESET|Broken pipe|[Cc]onnection (was )?(reset|aborted|closed)|received no bytes");

    /** The running server. */
    Surroundings surroundings() throws Exception;

    /** Whether the server itself refuses long bodies that come so, before any code of the application sees them. */
    default boolean refusesLong(Framing framing) {
        return false;
    }

    /** A directory for one test, new and empty. */
    default ClientWorkplace workplace() throws Exception {
        return new ClientWorkplace(ClientRuns.directory(getClass().getSimpleName()));
    }

    /** Runs a recipe against the server: what it has sent is what is live, file by file. */
    default void deploys(TestInfo test, String path) throws Exception {
        Recipe recipe = Recipe.of(path);
        ClientTool.of(recipe).require();
        Surroundings server = surroundings();
        ClientWorkplace workplace = workplace();
        int seed = recipe.path().hashCode();
        SampleTree large = large(recipe.body()).withSeed(seed);
        boolean refused = refusesLong(recipe.framing());
        if (refused) {
            deploys(recipe, SMALL.withSeed(seed), workplace, server);
            workplace.fill(large);
            Outcome outcome = workplace.run(recipe, server.uri());
            assertThat(outcome.exitCode()).as(outcome.output()).isNotZero();
            assertThat(outcome.output()).containsPattern(REFUSED);
            assertThat(SampleTree.digestOf(live(server))).isEqualTo(SMALL.withSeed(seed).digest());
        } else {
            deploys(recipe, large, workplace, server);
        }
        ClientRuns.record(getClass().getSimpleName(), recipe, test.getTestMethod().orElseThrow().getName(), refused);
    }

    private static SampleTree large(BodyKind body) {
        return switch (body) {
            case JSON -> LARGE_IN_BASE64;
            case JSON_BUFFER -> LARGE_AS_NUMBERS;
            default -> LARGE;
        };
    }

    private static void deploys(Recipe recipe, SampleTree tree, ClientWorkplace workplace, Surroundings server)
            throws IOException, InterruptedException {
        workplace.fill(tree);
        Outcome outcome = workplace.run(recipe, server.uri());
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(SampleTree.digestOf(live(server))).as(outcome.output()).isEqualTo(tree.digest());
    }

    private static Path live(Surroundings server) {
        return server.live(ClientWorkplace.PROJECT);
    }
}
