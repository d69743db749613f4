package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.codec.Format;
import dev.slipway.web.HttpSocket.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole path under stress: many deploys at once whose every byte is their tag, a third of them cut off at a random
 * point. Afterwards each live project has its own tag only, whole, and nothing else is there.
 */
@Timeout(180)
class TaggedDeployTest {
    private static final int UPLOADS = Boolean.getBoolean("slipway.test.long") ? 1_500 : 300;
    private static final int CLIENTS = 16;
    private static final Map<String, String> SETTINGS = Map.of(
            "slipway.pipe-bytes", "128KiB",
            "slipway.pipe-pool-bytes", "1MiB",
            "slipway.max-concurrent-extractions", "6",
            "slipway.max-uploads-per-user", "100",
            "slipway.min-free-bytes", "1MiB",
            "slipway.sync", "off");

    @TempDir
    Path folder;

    private final AtomicInteger cut = new AtomicInteger();

    @Test
    void everyLiveProjectHasItsOwnBytesOnTomcat() throws Exception {
        run(TomcatSite::start, 1);
    }

    @Test
    void everyLiveProjectHasItsOwnBytesOnUndertow() throws Exception {
        run(UndertowSite::start, 2);
    }

    private void run(TestSite.Starter starter, int seed) throws Exception {
        TestHome home = new TestHome(folder.toRealPath().resolve("home"));
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (TestSite site = starter.start(home.path(), Files.createDirectory(folder.resolve("server")), SETTINGS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int number = 0; number < UPLOADS; number++) {
                long tag = seed * 1_000_003L + number;
                all.add(clients.submit(() -> upload(site.port(), tag)));
            }
            for (Future<?> one : all) {
                one.get();
            }
            home.awaitQuiet();
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(home.names("live", "*"))
                    .hasSize(UPLOADS - cut.get()));
            for (int number = 0; number < UPLOADS; number++) {
                check(home, seed * 1_000_003L + number);
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(cut.get()).as("deploys that were cut off").isBetween(UPLOADS / 5, UPLOADS / 2);
        assertThat(home.names("payloads", "*")).hasSize(UPLOADS - cut.get());
        assertThat(home.names("releases", "*")).hasSize(UPLOADS - cut.get());
    }

    private static boolean isCut(long tag) {
        return new Random(tag).nextInt(3) == 0;
    }

    private void check(TestHome home, long tag) throws IOException {
        String project = "tag-" + tag;
        if (isCut(tag)) {
            assertThat(Files.exists(home.live(project), LinkOption.NOFOLLOW_LINKS)).as(project).isFalse();
        } else {
            assertThat(home.liveDigests(project)).as(project).isEqualTo(Archives.digests(files(tag)));
        }
    }

    private Void upload(int port, long tag) throws IOException {
        Random random = new Random(tag * 31);
        byte[] tar = Archives.tar(files(tag));
        byte[] archive = switch (random.nextInt(4)) {
            case 0 -> Archives.gzip(tar);
            case 1 -> Archives.zstd(tar);
            default -> tar;
        };
        boolean multipart = random.nextBoolean();
        byte[] body = multipart
                ? Requests.multipart(Requests.deploy("tag-" + tag), Format.CBOR, archive, null) : archive;
        try (HttpSocket socket = new HttpSocket(port)) {
            boolean chunked = multipart || random.nextBoolean();
            socket.head(multipart ? "POST" : "PUT", multipart ? "/" : "/components/tag-" + tag,
                    HttpSocket.basic("deployer"), multipart ? Requests.MULTIPART : "Content-Type: application/x-tar",
                    chunked ? Requests.CHUNKED : "Content-Length: " + body.length);
            if (isCut(tag)) {
                cut.incrementAndGet();
                cutOff(socket, body, chunked, random);
                return null;
            }
            send(socket, body, body.length, chunked, random);
            Answer answer = (chunked ? socket.lastChunk() : socket).answer();
            assertThat(answer.status()).as(answer.toString()).isEqualTo(multipart ? 200 : 201);
            assertThat(answer.object()).containsEntry("payload_hash", Archives.digest(archive).hex());
        }
        return null;
    }

    /** A chunked body may be cut behind its last byte: its end is missing all the same. */
    private static void cutOff(HttpSocket socket, byte[] body, boolean chunked, Random random) throws IOException {
        send(socket, body, random.nextInt(body.length + (chunked ? 1 : 0)), chunked, random);
        if (random.nextBoolean()) {
            socket.reset();
        }
    }

    private static void send(HttpSocket socket, byte[] body, int upTo, boolean chunked, Random random)
            throws IOException {
        int from = 0;
        while (from < upTo) {
            int n = Math.min(upTo - from, 1 + random.nextInt(random.nextInt(8) == 0 ? 512 : 65536));
            if (chunked) {
                socket.chunk(body, from, n);
            } else {
                socket.raw(body, from, n);
            }
            from += n;
        }
    }

    /** A few files of any size, each byte of them the tag. */
    private static Map<String, byte[]> files(long tag) {
        Random random = new Random(tag * 17);
        Map<String, byte[]> files = new TreeMap<>();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            ByteBuffer content = ByteBuffer.allocate(random.nextInt(120_000) + 8);
            while (content.remaining() >= 8) {
                content.putLong(tag);
            }
            files.put((random.nextBoolean() ? "d/" : "") + tag + "-" + i, Arrays.copyOf(content.array(),
                    content.position()));
        }
        return files;
    }
}
