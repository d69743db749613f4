package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.container.ClientWorkplace.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.TestInfo;

/** What the contracts of all clients have in common: a server, and a deploy by a recipe. */
interface ClientContract {
    /** Over the 10 MiB that WildFly takes of a body by default. */
    SampleTree LARGE = new SampleTree(0, 11, 1 << 20);
    SampleTree SMALL = new SampleTree(0, 3, 64 << 10);

    /** The running server. */
    Surroundings surroundings() throws Exception;

    /** Whether the server itself refuses long bodies whose length it is told. */
    default boolean refusesKnownLengths() {
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
        boolean refused = recipe.knownLength() && refusesKnownLengths();
        if (refused) {
            deploys(recipe, SMALL.withSeed(seed), workplace, server);
            workplace.fill(LARGE.withSeed(seed));
            Outcome outcome = workplace.run(recipe, server.uri());
            assertThat(outcome.exitCode()).as(outcome.output()).isNotZero();
            assertThat(outcome.output()).contains("400");
            assertThat(SampleTree.digestOf(live(server))).isEqualTo(SMALL.withSeed(seed).digest());
        } else {
            deploys(recipe, LARGE.withSeed(seed), workplace, server);
        }
        ClientRuns.record(getClass().getSimpleName(), recipe, test.getTestMethod().orElseThrow().getName(), refused);
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
