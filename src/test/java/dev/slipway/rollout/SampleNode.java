package dev.slipway.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.NodeToken;
import dev.slipway.cluster.PayloadDescription;
import dev.slipway.cluster.PayloadPull;
import dev.slipway.config.Settings;
import dev.slipway.deploy.Replica;
import dev.slipway.deploy.TestDeploys;
import dev.slipway.hooks.Halt;
import dev.slipway.hooks.Hooks;
import dev.slipway.hooks.Scripts;
import dev.slipway.model.ChunkDigests;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.records.MemoryRecords;
import dev.slipway.release.HomeDirectory;
import dev.slipway.release.LaunchJournal;
import dev.slipway.release.PartialPayload;
import dev.slipway.release.PartialPayloads;
import dev.slipway.release.Room;
import dev.slipway.rollout.Desired.Allowed;
import dev.slipway.rollout.Desired.Manner;
import dev.slipway.rollout.Desired.State;
import dev.slipway.rollout.ReconcilerThreads.Stage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** One node on a real home, with records in memory. What it does is done by the thread that has it look. */
final class SampleNode implements AutoCloseable {
    static final ProjectName SHOP = new ProjectName("shop");
    static final String SELF = "a";
    static final Manner MANNER = new Manner(0, false, false, true, 0, 1000, false);

    final MemoryRecords records = new MemoryRecords();
    final Board board = new Board(records.entries());
    private final Membership membership = new Membership(records.entries(),
            new Membership.Self(SELF, SELF, URI.create("http://127.0.0.1:1"), "1"), Duration.ofMinutes(5), Map.of());
    final HomeDirectory home;
    /** Stages whose work waits in {@link #waiting}. */
    final Set<Stage> occupied = ConcurrentHashMap.newKeySet();
    final Deque<Runnable> waiting = new ConcurrentLinkedDeque<>();
    /** Called when an extraction begins. */
    volatile Runnable unpacking = () -> { };
    /** Called when the node has said something. */
    volatile Runnable news = () -> { };
    private final Path folder;
    private final Map<String, String> hooks = new HashMap<>(Map.of("slipway.health-grace", "0s", "slipway.health-tries", "1",
            "slipway.health-timeout", "30s"));
    Replica replica;
    Reconciler reconciler;

    SampleNode(Path folder) throws IOException {
        this.folder = folder;
        this.home = HomeDirectory.open(folder.resolve("home"), Duration.ZERO);
        restart();
        membership.beat();
    }

    /** As another process on the same home. */
    void restart() {
        replica = new Replica(TestDeploys.tools(home, records, Hooks.of(Settings.of(hooks)), (bytes, written) -> {
            if (bytes == 0) {
                unpacking.run();
            }
        }), LaunchJournal.in(home));
        PayloadPull pulls = new PayloadPull(PartialPayloads.in(home, Room.ENDLESS),
                new NodeToken("s".repeat(32), System::currentTimeMillis), SELF, PayloadPull.Limits.of(1), Thread::new);
        reconciler = new Reconciler(board, membership, replica, pulls,
                stage -> occupied.contains(stage) ? waiting::add : Runnable::run, () -> news.run());
    }

    /** As another process that runs these lines of shell as a hook. */
    void hook(String knob, String... lines) throws IOException {
        hooks.put("slipway." + knob, Scripts.setting(folder, lines));
        restart();
    }

    /** A release that is complete on this node. */
    DeploymentId made(ProjectName project) throws Exception {
        DeploymentId release = DeploymentId.next();
        Path archive = folder.resolve(release.value());
        replica.make(project, release, archive, packed(release, archive), 0, new Halt());
        return release;
    }

    /** A release of which this node has fetched the archive and not put it in its place yet. */
    DeploymentId toBePulled() throws Exception {
        DeploymentId release = DeploymentId.next();
        Path archive = folder.resolve(release.value());
        Digest digest = packed(release, archive);
        ChunkDigests chunks = new ChunkDigests(Files.size(archive), digest.hex());
        try (PartialPayload fetched = PartialPayloads.in(home, Room.ENDLESS).resume(digest, chunks);
                PartialPayload.Chunk chunk = fetched.begin(0)) {
            byte[] bytes = Files.readAllBytes(archive);
            chunk.write(bytes, 0, bytes.length);
            assertThat(chunk.verify()).isTrue();
        }
        board.put(new PayloadDescription(digest, chunks));
        board.put(new Recipe(SHOP, release, digest, 0));
        return release;
    }

    private static Digest packed(DeploymentId release, Path archive) throws Exception {
        try (OutputStream file = Files.newOutputStream(archive); TarArchiveOutputStream tar = new TarArchiveOutputStream(file)) {
            byte[] text = release.value().getBytes(StandardCharsets.US_ASCII);
            TarArchiveEntry entry = new TarArchiveEntry("id");
            entry.setSize(text.length);
            tar.putArchiveEntry(entry);
            tar.write(text);
            tar.closeArchiveEntry();
        }
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(archive));
        return new Digest(HexFormat.of().formatHex(digest));
    }

    static Desired live(ProjectName project, long generation, DeploymentId release) {
        return new Desired(project, generation, release, Optional.of(release), Optional.empty(), MANNER, State.DONE, Allowed.ALL, 0,
                Optional.empty());
    }

    @Override
    public void close() throws IOException {
        home.close();
    }
}
