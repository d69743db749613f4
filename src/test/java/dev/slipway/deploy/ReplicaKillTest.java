package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.hooks.Halt;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.release.LaunchJournal;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node of a cluster that is killed with SIGKILL while it runs a hook of a release that came from another node. */
@Timeout(120)
@EnabledIfSystemProperty(named = "slipway.test.long", matches = "true")
class ReplicaKillTest {
    @TempDir
    Path folder;

    /** Makes a second release from an archive, and makes it live; the hook waits for its end. */
    public static final class Child {
        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            HookedSite site = HookedSite.lasting(folder);
            site.deploy();
            site.with(arguments[1], site.noting("$SLIPWAY_RELEASE_ID"), "exec sleep 20");
            take(site, DeploymentId.next(), folder.resolve("archive"));
        }
    }

    private static void take(HookedSite site, DeploymentId id, Path archive) throws Exception {
        if (Files.notExists(archive)) {
            Files.write(archive, HookedSite.archive(id));
        }
        Replica replica = new Replica(site.tools, LaunchJournal.in(site.home));
        replica.settle();
        try (InputStream in = Files.newInputStream(archive)) {
            Digest digest = Digest.of(MessageDigest.getInstance("SHA-256").digest(in.readAllBytes()));
            replica.make(HookedSite.APP, id, archive, digest, 0, new Halt());
        }
        replica.launch(HookedSite.APP, id, id, false, new Halt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"activate-command", "health-command"})
    void afterAKillBetweenTheSwitchAndTheEndTheHooksAreRunAgain(String knob) throws Exception {
        DeploymentId second = KilledInHook.run(Child.class, folder, knob);
        try (HookedSite site = HookedSite.lasting(folder)) {
            site.assertLive(second);
            site.with(knob, site.noting("again $SLIPWAY_RELEASE_ID"));
            take(site, second, folder.resolve("archive"));
            site.assertLive(second);
            assertThat(site.log).content().contains("again " + second);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"activate-command", "health-command"})
    void whatFailsThenIsReplacedByWhatWasLiveBeforeTheKill(String knob) throws Exception {
        DeploymentId second = KilledInHook.run(Child.class, folder, knob);
        try (HookedSite site = HookedSite.lasting(folder)) {
            site.with(knob, "[ $SLIPWAY_RELEASE_ID != " + second + " ]");
            assertThatThrownBy(() -> take(site, second, folder.resolve("archive"))).isInstanceOf(DeployException.class);
            assertThat(site.releases.live(HookedSite.APP)).isPresent().get().isNotEqualTo(second);
        }
    }

    @Test
    void whatWasBeingVerifiedIsMadeAndVerifiedAnew() throws Exception {
        DeploymentId second = KilledInHook.run(Child.class, folder, "verify-command");
        try (HookedSite site = HookedSite.lasting(folder, "verify-command", "[\"/bin/false\"]")) {
            assertThatThrownBy(() -> take(site, second, folder.resolve("archive"))).isInstanceOf(DeployException.class);
            assertThat(site.releases.isKept(HookedSite.APP, second)).isFalse();
            site.with("verify-command", site.noting("verified"));
            take(site, second, folder.resolve("archive"));
            site.assertLive(second);
            assertThat(site.log).content().contains("verified");
        }
    }
}
