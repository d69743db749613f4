package dev.slipway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.slipway.model.ChunkDigests;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.HomeDirectory;
import dev.slipway.release.PartialPayloads;
import dev.slipway.release.Room;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pulls to which nothing comes, or next to nothing; and a payload that the disk has changed. */
@Timeout(60)
class StalledPullTest {
    private static final byte[] PAYLOAD = PayloadPullTest.payload(2 * ChunkDigests.CHUNK_BYTES);
    private static final PayloadDescription WHAT = PayloadPullTest.description(PAYLOAD);

    private final NodeToken token = new NodeToken("a secret that is long enough for tests", System::currentTimeMillis);
    private final CountDownLatch over = new CountDownLatch(1);

    @TempDir
    Path folder;
    private HomeDirectory home;
    private PartialPayloads payloads;
    private PeerServer server;

    @BeforeEach
    void open() throws Exception {
        home = HomeDirectory.open(folder.resolve("home"), Duration.ZERO);
        payloads = PartialPayloads.in(home, Room.ENDLESS);
        server = new PeerServer(PAYLOAD, token);
    }

    @AfterEach
    void close() throws Exception {
        over.countDown();
        server.close();
        home.close();
    }

    private PayloadPull.Pulled pull(List<Holder> holders, Duration stall) {
        return new PayloadPull(payloads, token, "me",
                new PayloadPull.Limits(2, Duration.ofSeconds(2), Duration.ofSeconds(30), stall), Thread::new)
                .pull(WHAT, () -> holders, (bytes, total) -> { }, () -> true);
    }

    private static void assertStalled(ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(Problem.STALLED));
    }

    /** A byte now and then, so that it is never silent. */
    private boolean trickle(HttpExchange exchange, int chunk) throws IOException, InterruptedException {
        int from = chunk * ChunkDigests.CHUNK_BYTES;
        OutputStream out = server.begin(exchange, from, from + ChunkDigests.CHUNK_BYTES - 1);
        for (int i = 0; !over.await(50, TimeUnit.MILLISECONDS); i++) {
            out.write(PAYLOAD[from + i]);
            out.flush();
        }
        return false;
    }

    @Test
    void aPullEndsToWhichOneNodeSendsAByteNowAndThen() {
        server.behaviour = this::trickle;
        assertStalled(() -> pull(List.of(server.holder("slow")), Duration.ofSeconds(2)));
    }

    @Test
    void aPullEndsWhenNoNodeIsThere() {
        assertStalled(() -> pull(List.of(), Duration.ofMillis(300)));
    }

    @Test
    void whatWasPulledBeforeItStalledIsNotPulledAgain() throws Exception {
        server.behaviour = (exchange, chunk) -> chunk == 0 || trickle(exchange, chunk);
        assertStalled(() -> pull(List.of(server.holder("slow")), Duration.ofSeconds(2)));
        server.behaviour = (exchange, chunk) -> true;
        PayloadPull.Pulled pulled = pull(List.of(server.holder("good")), Duration.ofSeconds(20));
        assertThat(pulled.received()).isEqualTo(ChunkDigests.CHUNK_BYTES);
        assertThat(Files.readAllBytes(pulled.file())).isEqualTo(PAYLOAD);
    }

    @Test
    void aPayloadThatWasDamagedAtEqualSizeIsDiscardedAndPulledAgain() throws Exception {
        List<Holder> holders = List.of(server.holder("good"));
        Path file = pull(holders, Duration.ofSeconds(20)).file();
        PayloadPull again = new PayloadPull(payloads, token, "me", PayloadPull.Limits.of(2), Thread::new);
        assertThat(again.discardIfDamaged(WHAT.digest())).isFalse();
        byte[] damaged = PAYLOAD.clone();
        damaged[12] ^= 1;
        Files.write(file, damaged);
        assertThat(again.discardIfDamaged(WHAT.digest())).isTrue();
        assertThat(again.discardIfDamaged(WHAT.digest())).isFalse();
        assertThat(pull(holders, Duration.ofSeconds(20)).received()).isEqualTo(PAYLOAD.length);
        assertThat(Files.readAllBytes(file)).isEqualTo(PAYLOAD);
    }
}
