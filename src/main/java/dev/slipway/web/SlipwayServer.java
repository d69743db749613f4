package dev.slipway.web;

import dev.slipway.archive.ArchiveLimits;
import dev.slipway.archive.TarExtractor;
import dev.slipway.config.Knob;
import dev.slipway.config.NodeName;
import dev.slipway.config.Settings;
import dev.slipway.deploy.ActivationLocks;
import dev.slipway.deploy.Activator;
import dev.slipway.deploy.Deployer;
import dev.slipway.deploy.Deployments;
import dev.slipway.deploy.Fleet;
import dev.slipway.deploy.KeptArchives;
import dev.slipway.deploy.Launch;
import dev.slipway.deploy.ProjectQueues;
import dev.slipway.deploy.Replica;
import dev.slipway.deploy.Retention;
import dev.slipway.deploy.RetentionLimits;
import dev.slipway.deploy.Wanted;
import dev.slipway.deploy.Workers;
import dev.slipway.hooks.Hooks;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Version;
import dev.slipway.operation.CancelDeployment;
import dev.slipway.operation.ComponentState;
import dev.slipway.operation.DeployComponent;
import dev.slipway.operation.DeleteDeploymentPayload;
import dev.slipway.operation.DropComponent;
import dev.slipway.operation.EndDeployment;
import dev.slipway.operation.GetComponents;
import dev.slipway.operation.GetDeployment;
import dev.slipway.operation.GetDeploymentPayload;
import dev.slipway.operation.GetJob;
import dev.slipway.operation.ListComponents;
import dev.slipway.operation.ListDeployments;
import dev.slipway.operation.Operations;
import dev.slipway.operation.PackageComponent;
import dev.slipway.operation.RegistrationInfo;
import dev.slipway.operation.Restart;
import dev.slipway.operation.RestartService;
import dev.slipway.operation.RollbackComponent;
import dev.slipway.operation.ShowCluster;
import dev.slipway.records.Records;
import dev.slipway.records.jdbc.JdbcRecords;
import dev.slipway.release.Activation;
import dev.slipway.release.FreeSpace;
import dev.slipway.release.HomeDirectory;
import dev.slipway.release.HomeId;
import dev.slipway.release.HomeRefusedException;
import dev.slipway.release.LaunchJournal;
import dev.slipway.release.LiveForm;
import dev.slipway.release.PayloadStore;
import dev.slipway.release.ReleaseStore;
import dev.slipway.release.Room;
import dev.slipway.release.Settled;
import dev.slipway.release.SharedFiles;
import dev.slipway.release.Spool;
import dev.slipway.release.Sweep;
import dev.slipway.release.Sync;
import dev.slipway.release.SyncMode;
import dev.slipway.rollout.Cluster;
import dev.slipway.rollout.ReconcilerThreads;
import dev.slipway.rollout.Restarts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.concurrent.ThreadFactory;

/**
 * The server behind the servlets: every part made once, in order, and taken down in reverse. One per web application.
 *
 * @param settings what is configured
 * @param home the open home directory; locked by this process
 * @param liveForm what stands where servers look
 * @param deployments those that run, and those that ended
 * @param queues who has which project
 * @param retention lets go what need not be kept
 * @param releases what is live
 * @param activator goes back, and makes live what is kept
 * @param operations what can be asked
 * @param requests who does what needs no payload
 * @param readers who reads, digests and inflates archives while others unpack them
 * @param launches who makes releases live that come later than their request, or have hooks to pass
 * @param launch makes releases live
 * @param uploads what is arriving
 * @param admission who is let in
 * @param peering what other nodes give and get
 * @param cluster of which this server is a node, if it is one
 * @param upkeep who brings projects up to date in a cluster
 */
record SlipwayServer(Settings settings, HomeDirectory home, LiveForm liveForm, Deployments deployments, ProjectQueues queues,
        Retention retention,
        ReleaseStore releases, Activator activator, Operations operations, Workers requests, Workers launches, Workers readers, Launch launch,
        UploadService uploads,
        Admission admission, Peering peering,
        Optional<Cluster> cluster, ReconcilerThreads upkeep) implements AutoCloseable {
    /** Threads for what needs no payload. */
    private static final int REQUEST_WORKERS = 8;
    /** Threads for releases that become live in their turn, or have hooks to pass. */
    private static final int LAUNCH_WORKERS = 64;
    /** Most threads that read and inflate archives for those that unpack them; where there are fewer processors, as many. */
    private static final int MOST_READERS = 8;
    private static final Duration LAST_REQUESTS = Duration.ofSeconds(5);
    private static final System.Logger LOG = System.getLogger(SlipwayServer.class.getName());

    /**
     * Opens the home directory, settles what an earlier process left, and makes everything ready.
     *
     * @param container settings from the container, by property name
     * @param homePath where the home directory is or will be
     * @param threads makes worker threads
     * @throws IOException when the home cannot be used; the message says why and what to do
     */
    static SlipwayServer start(Map<String, String> container, Path homePath, ThreadFactory threads) throws IOException {
        Settings early = Settings.withoutFile(container);
        HomeDirectory home = HomeDirectory.open(homePath, early.duration(Knob.HOME_LOCK_TIMEOUT));
        try {
            return ready(Settings.read(container, home.path()), home, threads);
        } catch (IOException | RuntimeException e) {
            try {
                home.close();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    private static SlipwayServer ready(Settings settings, HomeDirectory home, ThreadFactory threads)
            throws HomeRefusedException {
        ReleaseStore releases = new ReleaseStore(home);
        SyncMode mode = SyncMode.valueOf(settings.text(Knob.SYNC).toUpperCase(Locale.ROOT));
        LiveForm liveForm = LiveForm.of(settings.text(Knob.LIVE_LINK), home);
        Sync sync = Sync.of(mode);
        Activation activation = new Activation(home, releases, sync, liveForm);
        for (Settled settled : activation.recover()) {
            LOG.log(System.Logger.Level.WARNING, "An activation that was cut off is settled: {0}", settled);
        }
        Sweep swept = releases.sweep();
        if (swept.removed() > 0 || swept.left() > 0) {
            LOG.log(System.Logger.Level.INFO, "Unfinished uploads and files left over from an earlier process: {0} removed, {1} could not be removed",
                    swept.removed(), swept.left());
        }
        Records records = JdbcRecords.open(settings, home.path());
        try {
            return with(records, settings, home, liveForm, releases, sync, activation, threads);
        } catch (RuntimeException e) {
            records.close();
            throw e;
        }
    }

    private static SlipwayServer with(Records records, Settings settings, HomeDirectory home, LiveForm liveForm,
            ReleaseStore releases, Sync sync, Activation activation, ThreadFactory threads) {
        FreeSpace space = freeSpace(settings, home);
        Deployments deployments = new Deployments(records,
                new Deployments.Node(NodeName.of(settings), HomeId.of(home), ClusterSetup.isNode(settings)));
        Optional<Cluster> cluster = ClusterSetup.of(settings, records, deployments.node());
        PayloadStore payloads = settings.flag(Knob.KEEP_PAYLOADS) ? PayloadStore.keeping(home) : PayloadStore.none();
        KeptArchives archives = new KeptArchives(payloads, records, deployments.node());
        ActivationLocks locks = new ActivationLocks();
        ProjectQueues queues = new ProjectQueues(settings.count(Knob.MAX_QUEUED_DEPLOYS));
        Retention retention = new Retention(RetentionLimits.of(settings), deployments.node(), records, releases,
                activation, archives, space::usableBytes, locks, System::currentTimeMillis,
                () -> cluster.map(Cluster::wanted).orElse(Wanted.NOTHING));
        deployments.whenEnded(retention::ended);
        Hooks hooks = Hooks.of(settings);
        hooks.concerns().forEach(concern -> LOG.log(System.Logger.Level.WARNING, concern));
        Launch launch = new Launch(deployments, releases, activation, locks, hooks);
        deployments.settle(releases, hooks, retention::start, rollingOut(cluster));
        Room room = sync.writtenBehind(home.path(), (bytes, written) -> retention.requireRoom(space, bytes));
        Workers requests = new Workers(threads, REQUEST_WORKERS);
        Workers launches = new Workers(threads, LAUNCH_WORKERS);
        Workers readers = Workers.ifFree(threads, Math.max(1, Math.min(MOST_READERS, Runtime.getRuntime().availableProcessors())));
        Deployer.Tools tools = new Deployer.Tools(
                deployments,
                queues,
                locks,
                releases,
                settings.flag(Knob.KEEP_PAYLOADS) ? PayloadStore.keeping(home, room) : payloads,
                archives,
                activation,
                settings.text(Knob.DEDUPE).equals("on") ? Optional.of(new SharedFiles(releases)) : Optional.empty(),
                new TarExtractor(limits(settings), room::require, readers),
                launches,
                settings.bytes(Knob.MAX_PAYLOAD_BYTES),
                launch,
                cluster.map(node -> (Fleet) node).orElse(Fleet.NONE));
        Peering peering = Peering.of(settings, home, room, deployments.node().home(), cluster, threads);
        retention.letGo(peering.payloads());
        ReconcilerThreads upkeep = new ReconcilerThreads(threads);
        Activator activator = new Activator(tools);
        Spool spool = new Spool(home, room, settings.bytes(Knob.MAX_PAYLOAD_BYTES));
        Replica replica = new Replica(tools, LaunchJournal.in(home));
        replica.settle();
        Restarts restarts = new Restarts(records, replica, cluster,
                new Restarts.Server(deployments.node().name(), deployments.node().home()), launches);
        restarts.settle();
        cluster.ifPresent(node -> node.start(replica, peering.pull().orElseThrow(), upkeep));
        CancelDeployment cancel = new CancelDeployment(deployments, cluster);
        DeleteDeploymentPayload delete = new DeleteDeploymentPayload(deployments, archives);
        return new SlipwayServer(
                settings, home, liveForm, deployments, queues, retention, releases, activator,
                new Operations(spool,
                        new DeployComponent(new Deployer(tools), activator, deployments),
                        new GetDeployment(deployments), new ListDeployments(deployments),
                        cancel, new EndDeployment(deployments, cancel, delete),
                        new RollbackComponent(activator, deployments),
                        new DropComponent(tools), new GetDeploymentPayload(deployments, archives),
                        delete,
                        new ComponentState(releases, deployments, activator),
                        new ListComponents(releases, deployments), new GetComponents(releases),
                        new PackageComponent(releases, spool), new RegistrationInfo(Version.TEXT), new ShowCluster(cluster, deployments),
                        new Restart(restarts), new RestartService(restarts), new GetJob(restarts, deployments)),
                requests, launches, readers, launch,
                new UploadService(settings, threads, requests),
                new Admission(settings.count(Knob.MAX_WAITING_UPLOADS), settings.count(Knob.MAX_UPLOADS_PER_USER)),
                peering, cluster, upkeep);
    }

    private static BiPredicate<ProjectName, DeploymentId> rollingOut(Optional<Cluster> cluster) {
        return (project, deployment) -> cluster.map(node -> node.isRollingOut(project, deployment)).orElse(false);
    }

    private static ArchiveLimits limits(Settings settings) {
        return new ArchiveLimits(
                settings.bytes(Knob.MAX_UNPACKED_BYTES),
                settings.bytes(Knob.MAX_ENTRY_BYTES),
                settings.count(Knob.MAX_ENTRIES),
                settings.count(Knob.MAX_RATIO),
                settings.count(Knob.MAX_DEPTH),
                settings.flag(Knob.REFUSE_SIMILAR_NAMES));
    }

    /** What stays free on the disk of the home. */
    FreeSpace freeSpace() {
        return freeSpace(settings, home);
    }

    private static FreeSpace freeSpace(Settings settings, HomeDirectory home) {
        return settings.givenBytes(Knob.MIN_FREE_BYTES)
                .map(bytes -> FreeSpace.of(home, bytes))
                .orElseGet(() -> FreeSpace.of(home));
    }

    /** Lets running uploads finish within the shutdown time, then gives the home directory back. */
    @Override
    public void close() {
        admission.stop();
        uploads.outflows().endFollowers();
        queues.stop();
        cluster.ifPresent(node -> node.leave(LAST_REQUESTS));
        uploads.close(this::giveHomeBack);
    }

    /** Not before the last worker has ended: the next process would settle what it is still doing. */
    private void giveHomeBack() {
        launch.stop();
        upkeep.stop(LAST_REQUESTS);
        requests.stop(LAST_REQUESTS);
        if (!launches.stop(LAST_REQUESTS)) {
            launches.close();
            launches.stop(LAST_REQUESTS);
        }
        readers.stop(LAST_REQUESTS);
        retention.close();
        deployments.close();
        deployments.records().close();
        try {
            home.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the home directory could not be given back", e);
        }
    }
}
