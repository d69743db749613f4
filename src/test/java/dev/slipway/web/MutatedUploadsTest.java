package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.fuzz.Mutation;
import dev.slipway.web.HttpSocket.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Valid uploads of every kind, changed at random: the server takes them or refuses them, and nothing stays behind of
 * either. Not one is its own failure.
 */
class MutatedUploadsTest {
    private static final int UPLOADS = Boolean.getBoolean("slipway.test.long") ? 10_000 : 400;
    private static final int CLIENTS = 16;
    private static final Map<String, String> SETTINGS = Map.of(
            "slipway.min-free-bytes", "1MiB",
            "slipway.max-uploads-per-user", "100",
            "slipway.sync", "off",
            "slipway.min-age-after-replaced", "1s");

    @TempDir
    private Path folder;
    private final Queue<String> wrongs = new ConcurrentLinkedQueue<>();
    private final AtomicIntegerArray answers = new AtomicIntegerArray(6);

    /** A request that is right: what it is, how it is sent. */
    private record Upload(String method, String path, String contentType, byte[] body) {}

    @Test
    void tomcatTakesOrRefusesWhatIsChangedAtRandom() throws Exception {
        run(TomcatSite::start, 1);
    }

    @Test
    void undertowTakesOrRefusesWhatIsChangedAtRandom() throws Exception {
        run(UndertowSite::start, 2);
    }

    private void run(TestSite.Starter starter, long seed) throws Exception {
        TestHome home = new TestHome(folder.toRealPath().resolve("home"));
        try (TestSite site = starter.start(home.path(), Files.createDirectory(folder.resolve("server")), SETTINGS)) {
            Requests requests = new Requests(site.port(), "deployer");
            for (Upload upload : uploads("app")) {
                Answer answer = send(requests, upload, upload.body);
                assertThat(answer.status()).as(answer.toString()).isBetween(200, 201);
            }
            upload(requests, seed, 100);
            home.awaitQuiet();
            long descriptors = descriptors();
            int threads = Thread.activeCount();
            upload(requests, seed * 1_000_003, UPLOADS);
            assertThat(wrongs).isEmpty();
            home.awaitQuiet();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(descriptors()).as("descriptors").isLessThanOrEqualTo(descriptors + 20);
                assertThat(Thread.activeCount()).as("threads").isLessThanOrEqualTo(threads + 10);
            });
            System.out.printf("%d changed uploads: %d answered 2xx, %d answered 4xx; descriptors %d, then %d; threads"
                    + " %d, then %d%n", UPLOADS + 100, answers.get(2), answers.get(4), descriptors, descriptors(),
                    threads, Thread.activeCount());
            assertThat(answers.get(2)).isGreaterThan(UPLOADS / 100);
            assertThat(answers.get(4)).isGreaterThan(UPLOADS / 3);
        }
    }

    private void upload(Requests requests, long seed, int count) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                List<Upload> uploads = uploads("app" + client);
                int first = client;
                all.add(clients.submit(() -> {
                    for (int number = first; number < count; number += CLIENTS) {
                        one(requests, uploads, seed + number);
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            clients.shutdownNow();
        }
    }

    private void one(Requests requests, List<Upload> uploads, long seed) {
        Random random = new Random(seed);
        Upload upload = uploads.get(random.nextInt(uploads.size()));
        byte[] body = upload.body;
        for (int changes = 1 + random.nextInt(3); changes > 0 && body.length > 0; changes--) {
            body = Mutation.of(body, random);
        }
        try {
            Answer answer = send(requests, upload, body);
            answers.incrementAndGet(answer.status() / 100);
            if (answer.status() / 100 != 2 && answer.status() / 100 != 4) {
                wrongs.add("seed " + seed + ", " + upload.contentType + ": " + answer);
            }
        } catch (IOException | RuntimeException e) {
            wrongs.add("seed " + seed + ", " + upload.contentType + ": " + e);
        }
    }

    private static Answer send(Requests requests, Upload upload, byte[] body) throws IOException {
        return requests.send(upload.method, upload.path, body, "Content-Type: " + upload.contentType);
    }

    private static List<Upload> uploads(String project) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        files.put("index.html", Requests.ascii("<h1>hello</h1>".repeat(40)));
        files.put("lib/app.js", Archives.noise(5, 700));
        files.put("lib/" + "long".repeat(40), new byte[0]);
        byte[] tar = Archives.tar(files);
        String put = "/components/" + project;
        return List.of(
                new Upload("POST", "/", Requests.MULTIPART.substring("Content-Type: ".length()),
                        Requests.multipart(Requests.deploy(project), Format.CBOR, Archives.gzip(tar), null)),
                new Upload("POST", "/", "application/cbor", object(project, Archives.gzip(tar), Format.CBOR)),
                new Upload("POST", "/", "application/json", object(project, Archives.gzip(tar), Format.JSON)),
                new Upload("PUT", put, "application/x-tar", tar),
                new Upload("PUT", put, "application/gzip", Archives.gzip(tar)),
                new Upload("PUT", put, "application/zstd", Archives.zstd(tar)));
    }

    private static byte[] object(String project, byte[] archive, Format format) {
        Map<String, Object> object = new LinkedHashMap<>(Requests.deploy(project));
        object.put("payload", archive);
        return ObjectWriter.write(object, format);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
