package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.web.EventSocket.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many uploads at once that hear their events while they are sent, a third of them cut off at a random point by FIN or
 * RST: nothing hangs, nothing gets the events or the bytes of another, nothing is left open or half-done.
 */
@Timeout(300)
class EventUploadStressTest {
    private static final int SOME = 300;
    private static final int MANY = Integer.getInteger("slipway.test.uploads", 3000);
    private static final int CLIENTS = 16;
    private static final int LARGEST = 300_000;

    private final Queue<String> wrongs = new ConcurrentLinkedQueue<>();
    private final AtomicInteger whole = new AtomicInteger();
    private final AtomicInteger cut = new AtomicInteger();

    @TempDir
    Path folder;

    @Test
    void eventsGoOutWhileArchivesComeInOnTomcat() throws Exception {
        stress(TomcatSite::start, 1, Boolean.getBoolean("slipway.test.long") ? MANY : SOME);
    }

    @Test
    void eventsGoOutWhileArchivesComeInOnUndertow() throws Exception {
        stress(UndertowSite::start, 2, Boolean.getBoolean("slipway.test.long") ? MANY : SOME);
    }

    private void stress(TestSite.Starter starter, long seed, int uploads) throws Exception {
        TestHome home = new TestHome(folder.toRealPath().resolve("home"));
        Map<String, String> settings = Map.of("slipway.pipe-bytes", "128KiB", "slipway.max-uploads-per-user", "100",
                "slipway.min-free-bytes", "1MiB", "slipway.max-concurrent-extractions", "8", "slipway.sync", "off");
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (TestSite site = starter.start(home.path(), folder, settings)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < uploads; i++) {
                int number = i;
                all.add(clients.submit(() -> upload(site.port(), "stress-" + number, new Random(seed * 10_000 + number))));
            }
            for (Future<?> one : all) {
                one.get();
            }
            Requests viewer = new Requests(site.port(), "viewer");
            await().atMost(Duration.ofSeconds(60)).until(() -> List.of().equals(viewer
                    .ask("GET", "/deployments?status=receiving,extracting,verifying,activating").object()
                    .get("deployments")));
            home.awaitQuiet();
        } finally {
            clients.shutdownNow();
        }
        assertThat(wrongs).isEmpty();
        assertThat(whole.get()).isEqualTo(uploads - cut.get());
        assertThat(cut.get()).isBetween(uploads / 5, uploads / 2);
    }

    private Void upload(int port, String project, Random random) throws IOException, NoSuchAlgorithmException {
        String id = DeploymentId.next().value();
        byte[] tar = Archives.tar(Map.of("a.bin", Archives.noise(random.nextInt(), 1 + random.nextInt(LARGEST))));
        boolean abort = random.nextInt(3) == 0;
        int upTo = abort ? random.nextInt(tar.length) : tar.length;
        boolean chunked = random.nextBoolean();
        try (EventSocket socket = new EventSocket(port)) {
            socket.head("PUT", "/components/" + project, "deployer", "Accept: text/event-stream",
                    "Slipway-Deployment-Id: " + id,
                    chunked ? Requests.CHUNKED : "Content-Length: " + tar.length);
            for (int from = 0; from < upTo; ) {
                int to = Math.min(upTo, from + 1 + random.nextInt(random.nextBoolean() ? 1024 : 65536));
                if (chunked) {
                    socket.chunk(tar, from, to);
                } else {
                    socket.raw(java.util.Arrays.copyOfRange(tar, from, to));
                }
                from = to;
            }
            if (abort) {
                cut.incrementAndGet();
                if (random.nextBoolean()) {
                    socket.reset();
                }
                return null;
            }
            if (chunked) {
                socket.lastChunk();
            }
            check(socket, id);
            checkBytes(port, id, tar);
        } catch (IOException e) {
            if (!abort) {
                wrongs.add(project + " " + id + ": " + e);
            }
        }
        return null;
    }

    private void check(EventSocket socket, String id) throws IOException {
        if (socket.status() != 200) {
            wrongs.add(id + " was answered " + socket.told());
            return;
        }
        List<Event> events = socket.rest();
        long terminal = events.stream().filter(Event::terminal).count();
        Event last = events.isEmpty() ? new Event("", "", "") : events.get(events.size() - 1);
        if (terminal != 1 || !last.name().equals("done") || !last.data().contains(id)) {
            wrongs.add(id + " heard " + events);
        }
        whole.incrementAndGet();
    }

    /** The server has hashed what it got. */
    private void checkBytes(int port, String id, byte[] sent) throws IOException, NoSuchAlgorithmException {
        String record = String.valueOf(new Requests(port, "viewer").ask("GET", "/deployments/" + id).object());
        if (!record.contains(Digest.of(MessageDigest.getInstance("SHA-256").digest(sent)).hex())) {
            wrongs.add("other bytes came for " + id + ", of " + sent.length + ": " + record);
        }
    }
}
