package dev.slipway.deploy;

import dev.slipway.model.DeploymentId;
import dev.slipway.release.LiveForm;
import dev.slipway.release.SyncMode;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A process that deploys, stages, activates, goes back, lets go what is not kept, and drops; made to be killed. After each
 * step it prints the release that is live and was answered for.
 */
public final class CrashScript {
    /** Printed when the component was dropped. */
    static final String DROPPED = "dropped";
    /** How many releases are answered for before the drop begins. */
    static final int ANSWERED_BEFORE_DROP = 9;

    private CrashScript() {}

    private static void say(DeploymentId live) {
        System.out.println(live);
    }

    /** @param args the home directory, and a {@link LiveForm} */
    public static void main(String[] args) throws IOException {
        HomeServer server = HomeServer.start(Path.of(args[0]), SyncMode.OFF, LiveForm.valueOf(args[1]));
        say(server.deploy(true));
        say(server.deploy(true));
        DeploymentId staged = server.deploy(false);
        say(server.releases.live(HomeServer.APP).orElseThrow());
        say(server.activate(staged));
        say(server.rollback());
        say(server.deploy(true));
        server.letGo();
        say(server.releases.live(HomeServer.APP).orElseThrow());
        say(server.deploy(true));
        say(server.rollback());
        server.drop();
        System.out.println(DROPPED);
        say(server.deploy(true));
        server.close();
        System.out.println("end");
    }
}
