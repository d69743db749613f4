package dev.slipway.release;

import static dev.slipway.release.Trees.APP;
import static dev.slipway.release.Trees.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.DeploymentId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/** A real process, killed with SIGKILL while it activates one release after the other. */
class ActivationKillTest {
    @TempDir
    private Path scratch;

    @RepeatedTest(6)
    void theLastReleaseThatWasAnsweredForOrTheNextOneIsLive(RepetitionInfo repetition) throws Exception {
        Path path = scratch.resolve("home");
        Process child = new ProcessBuilder(Children.java(ActivateForEver.class, path.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String answered = "";
        try (var out = child.inputReader()) {
            for (int i = 0; i < 3 * repetition.getCurrentRepetition(); i++) {
                answered = out.readLine();
            }
            child.toHandle().destroyForcibly(); // the process's own method would close its output
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                answered = line.length() == answered.length() ? line : answered;
            }
            child.waitFor();
        }
        try (HomeDirectory home = Trees.open(path)) {
            Trees.activation(home, new RealDisk()).recover();
            ReleaseStore store = new ReleaseStore(home);
            assertThat(store.sweep().left()).isZero();
            Optional<DeploymentId> live = store.live(APP);
            List<String> releases = names(home.releases().resolve("app"));
            assertThat(live).contains(new DeploymentId(releases.get(releases.size() - 1)));
            assertThat(live.orElseThrow()).isGreaterThanOrEqualTo(new DeploymentId(answered));
            assertThat(Trees.hash(store.livePath(APP).toRealPath())).isEqualTo(Trees.expected(scratch, live.get()));
            assertThat(names(home.staging())).isEmpty();
            assertThat(names(home.journal())).isEmpty();
            assertThat(names(home.live())).containsExactly("app");
        }
    }

    static final class ActivateForEver {
        private ActivateForEver() {}

        public static void main(String[] args) throws IOException {
            HomeDirectory home = HomeDirectory.open(Path.of(args[0]), Duration.ZERO);
            ReleaseStore store = new ReleaseStore(home);
            Activation activation = new Activation(home, store, Sync.of(SyncMode.OFF));
            while (true) {
                Staging staging = store.stage(APP, DeploymentId.next());
                Trees.fill(staging.tree(), staging.id());
                System.out.println(Trees.activate(activation, staging, Trees.FILES).current());
            }
        }
    }
}
