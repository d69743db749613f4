package dev.slipway.deploy;

import dev.slipway.model.DeploymentId;
import dev.slipway.release.LiveForm;
import dev.slipway.release.SyncMode;
import java.io.IOException;
import java.nio.file.Path;

/** A process that deploys, stages, activates and goes back, and prints a line when it would answer: for {@link SyncOrder}. */
public final class SyncScript {
    /** Beyond which the whole file system is synced at once. */
    private static final int MANY_FILES = 80;

    private SyncScript() {}

    /** @param args the home directory, a {@link SyncMode} and a {@link LiveForm} */
    public static void main(String[] args) throws IOException {
        try (HomeServer server = HomeServer.start(Path.of(args[0]), SyncMode.valueOf(args[1]), LiveForm.valueOf(args[2]))) {
            answer(server.deploy(true));
            answer(server.deploy(true));
            DeploymentId staged = server.deploy(false);
            answer(server.activate(staged));
            answer(server.rollback());
            DeploymentId large = DeploymentId.next();
            server.deploy(large, true, MANY_FILES);
            answer(large);
        }
    }

    private static void answer(DeploymentId live) {
        System.out.println(SyncOrder.ANSWER + live);
    }
}
