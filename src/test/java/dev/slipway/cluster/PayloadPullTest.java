package dev.slipway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.model.ChunkDigester;
import dev.slipway.model.ChunkDigests;
import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.HomeDirectory;
import dev.slipway.release.PartialPayloads;
import dev.slipway.release.Room;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PayloadPullTest {
    private static final int CHUNK = ChunkDigests.CHUNK_BYTES;
    private static final byte[] PAYLOAD = payload(5 * CHUNK + 12_345);
    private static final PayloadDescription WHAT = description(PAYLOAD);

    private final NodeToken token = new NodeToken("a secret that is long enough for tests", System::currentTimeMillis);
    private final List<PeerServer> servers = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean goOn = new AtomicBoolean(true);
    private final List<Long> told = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;
    private HomeDirectory home;
    private PartialPayloads payloads;
    private PayloadPull pull;

    static byte[] payload(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    static PayloadDescription description(byte[] payload) {
        try {
            return new PayloadDescription(Digest.of(MessageDigest.getInstance("SHA-256").digest(payload)),
                    ChunkDigester.of(new ByteArrayInputStream(payload)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void open() throws Exception {
        home = HomeDirectory.open(folder.resolve("home"), Duration.ZERO);
        payloads = PartialPayloads.in(home, Room.ENDLESS);
        pull = pull(payloads, Duration.ofSeconds(2));
    }

    @AfterEach
    void close() throws Exception {
        servers.forEach(PeerServer::close);
        threads.shutdown();
        home.close();
        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                .as("threads of a pull").noneMatch("pulling"::equals);
    }

    private PayloadPull pull(PartialPayloads into, Duration silence) {
        return new PayloadPull(into, token, "me", new PayloadPull.Limits(4, Duration.ofSeconds(2), silence),
                work -> new Thread(work, "pulling"));
    }

    private PeerServer server() throws Exception {
        PeerServer server = new PeerServer(PAYLOAD, token);
        servers.add(server);
        return server;
    }

    private List<Holder> holders() {
        List<Holder> holders = new ArrayList<>();
        servers.forEach(server -> holders.add(server.holder("node-" + holders.size())));
        return holders;
    }

    private PayloadPull.Pulled pulled() throws Exception {
        PayloadPull.Pulled pulled = pull.pull(WHAT, this::holders, (bytes, total) -> told.add(bytes), goOn::get);
        assertThat(Files.mismatch(pulled.file(), Files.write(folder.resolve("expected"), PAYLOAD))).isEqualTo(-1);
        assertThat(left()).isEmpty();
        return pulled;
    }

    /** What is in the directory of payloads besides the payload. */
    private List<String> left() throws Exception {
        try (var files = Files.list(home.path().resolve("payloads"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith(".")).toList();
        }
    }

    @Test
    void getsAPayloadFromOneNodeInRandomOrder() throws Exception {
        PeerServer server = server();
        assertThat(pulled().received()).isEqualTo(PAYLOAD.length);
        assertThat(server.asked).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
        assertThat(server.mostAtOnce).as("requests at once").hasValueLessThanOrEqualTo(4);
        assertThat(told).isSorted().endsWith((long) PAYLOAD.length);
    }

    @Test
    void whatIsThereIsNotPulledAgain() throws Exception {
        PeerServer server = server();
        pulled();
        assertThat(pulled().received()).isZero();
        assertThat(server.asked).hasSize(6);
    }

    @Test
    void aPayloadThatTheDiskHasCutIsPulledAgain() throws Exception {
        server();
        Files.write(pulled().file(), new byte[10]);
        assertThat(pulled().received()).isEqualTo(PAYLOAD.length);
    }

    @Test
    void nodesThatHavePartsMakeAWhole() throws Exception {
        for (int i = 0; i < 3; i++) {
            BitSet third = new BitSet();
            third.set(2 * i, 2 * i + 2);
            server().only = third;
        }
        pulled();
        for (PeerServer server : servers) {
            assertThat(server.served).hasValue(2);
        }
    }

    @Test
    void aPartHolderIsAskedAgainWhetherItHasMore() throws Exception {
        PeerServer server = server();
        server.only = new BitSet();
        CompletableFuture.runAsync(() -> {
            await().until(() -> !told.isEmpty());
            server.only = BitSet.valueOf(new long[] {0b10101});
            await().until(() -> server.served.get() == 3);
            server.only = null;
        });
        pulled();
        assertThat(server.asked).hasSize(6);
    }

    @Test
    void aNodeThatHasNothingYetIsAskedAgain() throws Exception {
        PeerServer server = server();
        server.unknown = true;
        CompletableFuture.runAsync(() -> {
            await().until(() -> !told.isEmpty());
            server.unknown = false;
        });
        pulled();
    }

    @Test
    void aNodeOfAnotherClusterIsOfNoUseAndDoesNoHarm() throws Exception {
        servers.add(new PeerServer(PAYLOAD, new NodeToken("another secret, which is long enough", System::currentTimeMillis)));
        server();
        pulled();
        assertThat(servers.get(0).asked).isEmpty();
    }

    @Test
    void aNodeThatIsMuchSlowerLosesItsLastChunkToAnother() throws Exception {
        PeerServer slow = server();
        CountDownLatch end = new CountDownLatch(1);
        slow.only = BitSet.valueOf(new long[] {1});
        slow.behaviour = (exchange, chunk) -> {
            slow.send(exchange, chunk, 0, 10);
            while (!end.await(100, TimeUnit.MILLISECONDS)) {
                exchange.getResponseBody().write(0); // never silent for long
                exchange.getResponseBody().flush();
            }
            return false;
        };
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            await().until(() -> !slow.asked.isEmpty());
            try {
                server();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        pulled();
        end.countDown();
        other.join();
    }

    @Test
    void aNodeThatSendsWrongBytesIsPutAside() throws Exception {
        PeerServer liar = server();
        liar.behaviour = (exchange, chunk) -> liar.send(exchange, chunk, 1, Integer.MAX_VALUE);
        CompletableFuture<Void> honest = CompletableFuture.runAsync(() -> {
            await().until(() -> !liar.asked.isEmpty());
            try {
                server();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        pulled();
        honest.join();
        assertThat(liar.asked).as("requests that were under way when the first lie was seen").hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void aNodeThatDeniesTheSizeIsPutAside() throws Exception {
        PeerServer liar = server();
        liar.claimedSize = 1;
        PeerServer honest = server();
        pulled();
        assertThat(liar.asked).isEmpty();
        assertThat(honest.served).hasValue(6);
    }

    @Test
    void aNodeThatBreaksOffInTheMiddleOfAChunkIsAskedAgain() throws Exception {
        PeerServer server = server();
        AtomicInteger faults = new AtomicInteger(3);
        server.behaviour = (exchange, chunk) ->
                faults.getAndDecrement() > 0 ? server.send(exchange, chunk, 0, 6_000) : true;
        pulled();
        assertThat(server.asked).hasSize(9);
    }

    @Test
    void aNodeThatFallsSilentLosesItsChunkToAnother() throws Exception {
        PeerServer silent = server();
        CountDownLatch end = new CountDownLatch(1);
        silent.behaviour = (exchange, chunk) -> {
            silent.send(exchange, chunk, 0, 100);
            end.await();
            return false;
        };
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            await().until(() -> !silent.asked.isEmpty());
            try {
                server();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        pulled();
        other.join();
        end.countDown();
        assertThat(silent.served).hasValue(0);
    }

    @Test
    void aNodeThatIsBusyIsLeftAloneForAsLongAsItSays() throws Exception {
        pull = new PayloadPull(payloads, token, "me", new PayloadPull.Limits(1, Duration.ofSeconds(2), Duration.ofSeconds(2)),
                work -> new Thread(work, "pulling"));
        PeerServer busy = server();
        List<Long> times = new CopyOnWriteArrayList<>();
        busy.behaviour = (exchange, chunk) -> {
            times.add(System.nanoTime());
            if (times.size() > 1) {
                return true;
            }
            exchange.getResponseHeaders().set("Retry-After", "1");
            PeerServer.status(exchange, 503);
            return false;
        };
        pulled();
        assertThat(Duration.ofNanos(times.get(1) - times.get(0))).isGreaterThan(Duration.ofMillis(900));
    }

    @Test
    void itGoesOnWithWhatAnEarlierProcessHasVerified() throws Exception {
        PeerServer server = server();
        server.only = BitSet.valueOf(new long[] {0b10011});
        CompletableFuture.runAsync(() -> {
            await().until(() -> server.served.get() == 3 && told.contains(2L * CHUNK + 12_345L)
                    || told.contains(3L * CHUNK));
            goOn.set(false);
        });
        assertThatThrownBy(this::pulled).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(Problem.CANCELLED));
        assertThat(left()).hasSize(2);
        goOn.set(true);
        server.only = null;
        pull = pull(PartialPayloads.in(home, Room.ENDLESS), Duration.ofSeconds(2));
        assertThat(pulled().received()).isEqualTo(2L * CHUNK + 12_345);
        assertThat(server.asked).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    }

    @Test
    void whatIsVerifiedIsServedWhileTheRestIsMissing() throws Exception {
        PeerServer server = server();
        server.only = BitSet.valueOf(new long[] {0b100});
        CompletableFuture<PayloadPull.Pulled> pulling = CompletableFuture.supplyAsync(
                () -> pull.pull(WHAT, this::holders, (bytes, total) -> told.add(bytes), goOn::get), threads);
        await().until(() -> told.contains((long) CHUNK));
        try (var held = payloads.open(WHAT.digest()).orElseThrow()) {
            assertThat(held.chunks()).contains(BitSet.valueOf(new long[] {0b100}));
            assertThat(held.size()).isEqualTo(PAYLOAD.length);
        }
        goOn.set(false);
        assertThatThrownBy(pulling::join).hasCauseInstanceOf(DeployException.class);
    }

    @Test
    void twoPullsOfOnePayloadAreOne() throws Exception {
        PeerServer server = server();
        List<CompletableFuture<PayloadPull.Pulled>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(CompletableFuture.supplyAsync(
                    () -> pull.pull(WHAT, this::holders, (bytes, total) -> { }, goOn::get), threads));
        }
        assertThat(all.stream().mapToLong(one -> one.join().received()).sum()).isEqualTo(PAYLOAD.length);
        assertThat(server.asked).hasSize(6);
    }

    @Test
    void aFullDiskEndsItWithoutLosingWhatIsVerified() throws Exception {
        server();
        AtomicInteger room = new AtomicInteger(3);
        Room little = (bytes, written) -> {
            if (room.getAndDecrement() <= 0) {
                throw new DeployException(Problem.NO_SPACE, "full");
            }
        };
        pull = pull(PartialPayloads.in(home, little), Duration.ofSeconds(2));
        assertThatThrownBy(this::pulled).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(Problem.NO_SPACE));
        assertThat(left()).hasSize(2);
        pull = pull(PartialPayloads.in(home, Room.ENDLESS), Duration.ofSeconds(2));
        pulled();
    }

    @Test
    void aNodeThatCannotBeReachedDoesNotHinderOthers() throws Exception {
        server();
        PeerServer gone = server();
        gone.close();
        pulled();
        assertThat(gone.asked).isEmpty();
    }

    @Test
    void aDescriptionThatContradictsItselfIsRefused() throws Exception {
        server();
        PayloadDescription wrong = new PayloadDescription(new Digest("0".repeat(64)), WHAT.chunks());
        assertThatThrownBy(() -> pull.pull(wrong, this::holders, (bytes, total) -> { }, goOn::get))
                .isInstanceOfSatisfying(DeployException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.DIGEST_MISMATCH));
        assertThat(payloads.kept(wrong.digest())).isEmpty();
    }
}
