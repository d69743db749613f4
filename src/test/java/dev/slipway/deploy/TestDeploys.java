package dev.slipway.deploy;

import dev.slipway.archive.ArchiveLimits;
import dev.slipway.archive.SpaceCheck;
import dev.slipway.archive.TarExtractor;
import dev.slipway.hooks.Hooks;
import dev.slipway.model.Caller;
import dev.slipway.model.Role;
import dev.slipway.records.Records;
import dev.slipway.release.Activation;
import dev.slipway.release.HomeDirectory;
import dev.slipway.release.PayloadStore;
import dev.slipway.release.ReleaseStore;
import dev.slipway.release.Sync;
import dev.slipway.release.SyncMode;
import java.util.Optional;

/** What tests deploy with: the real thing on a real home, without syncs. */
public final class TestDeploys {
    /** A deployer. */
    public static final Caller ALICE = new Caller("alice", Optional.of(Role.DEPLOYER), "127.0.0.1");

    private TestDeploys() {}

    /** Tools that keep no payloads. */
    public static Deployer.Tools tools(HomeDirectory home, Records records) {
        return tools(home, records, PayloadStore.none(),
                new TarExtractor(ArchiveLimits.defaults(), SpaceCheck.NONE), 1_000_000);
    }

    /** The same with hooks. @param space asked at the beginning of each extraction */
    public static Deployer.Tools tools(HomeDirectory home, Records records, Hooks hooks, SpaceCheck space) {
        return tools(home, records, hooks, PayloadStore.none(), new TarExtractor(ArchiveLimits.defaults(), space), 1_000_000);
    }

    static Deployer.Tools tools(HomeDirectory home, Records records, PayloadStore payloads, TarExtractor extractor,
            long most) {
        return tools(home, records, Hooks.NONE, payloads, extractor, most);
    }

    private static Deployer.Tools tools(HomeDirectory home, Records records, Hooks hooks, PayloadStore payloads,
            TarExtractor extractor, long most) {
        ReleaseStore releases = new ReleaseStore(home);
        Deployments deployments = new Deployments(records, new Deployments.Node("test", "home"));
        deployments.settle(releases, () -> { });
        ActivationLocks locks = new ActivationLocks();
        Activation activation = new Activation(home, releases, Sync.of(SyncMode.OFF));
        return new Deployer.Tools(deployments, new ProjectQueues(2), locks, releases, payloads,
                new KeptArchives(payloads, records, "home"), activation, Optional.empty(), extractor, Runnable::run, most,
                new Launch(deployments, releases, activation, locks, hooks));
    }
}
