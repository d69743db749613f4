package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.DiskFaults.Kind;
import dev.slipway.model.DeploymentId;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.HomeDirectory;
import dev.slipway.release.LiveForm;
import dev.slipway.release.SyncMode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;

/** A process for which no link can be made, neither a symbolic nor a hard one; it deploys, goes back and drops all the same. */
public final class NoLinksScript {
    private static final int NOT_PERMITTED = 1;

    private NoLinksScript() {}

    /** @param args the home directory */
    public static void main(String[] args) throws IOException {
        DiskFaults.arm(1, NOT_PERMITTED, EnumSet.of(Kind.LINK), true);
        Path home = Path.of(args[0]);
        LiveForm form;
        try (HomeDirectory opened = HomeDirectory.open(home, Duration.ZERO)) {
            form = LiveForm.of("auto", opened);
            assertThatThrownBy(() -> LiveForm.of("link", opened)).hasMessageContaining("slipway.live-link=directory");
        }
        assertThat(form).isEqualTo(LiveForm.DIRECTORY);
        try (HomeServer server = HomeServer.start(home, SyncMode.SAFE, form)) {
            assertThatThrownBy(() -> server.deploy(true)).isInstanceOfSatisfying(DeployException.class, e -> {
                assertThat(e.problem()).isEqualTo(Problem.ARCHIVE_REFUSED);
                assertThat(e.entry()).isEqualTo("link");
            });
            server.withLink = false;
            goesOn(server);
        }
        System.out.println("end");
    }

    private static void goesOn(HomeServer server) throws IOException {
        DeploymentId first = server.deploy(true);
        isLive(server, first);
        isLive(server, server.deploy(true));
        isLive(server, server.activate(server.deploy(false)));
        server.rollback();
        assertThat(server.rollback()).isEqualTo(first);
        isLive(server, first);
        server.letGo();
        isLive(server, first);
        server.drop();
        assertThat(server.names("live")).isEmpty();
        isLive(server, server.deploy(true));
        assertThat(server.names("staging")).isEmpty();
    }

    private static void isLive(HomeServer server, DeploymentId id) throws IOException {
        assertThat(server.releases.live(HomeServer.APP)).contains(id);
        server.assertWhole("live: " + id);
    }
}
