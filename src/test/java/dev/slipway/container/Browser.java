package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Chromium with a page whose {@code EventSource} follows a deployment. The page is served from here, and so are the events,
 * passed on with the password that an {@code EventSource} cannot send. Without a browser nothing is asked of it, unless
 * {@code -Dslipway.test.browser=required}.
 */
final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final String PAGE = """
            <!doctype html><title>follows</title><script>
            const source = new EventSource('/events');
            const tell = text => fetch('/told', {method: 'POST', body: text});
            for (const name of ['phase', 'progress', 'warning', 'done', 'error']) {
                source.addEventListener(name, event => tell(name + ' ' + event.lastEventId + ' ' + (event.data || '')));
            }
            source.onerror = () => tell('state ' + source.readyState);
            </script>""";

    private final boolean present = Files.isExecutable(CHROMIUM);
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final AtomicInteger finished = new AtomicInteger();
    private @Nullable HttpServer page;
    private @Nullable Process chromium;
    private @Nullable Path profile;

    /** The browser of this machine, if there is one. */
    static Browser orNone() {
        Browser browser = new Browser();
        if (!browser.present && "required".equals(System.getProperty("slipway.test.browser"))) {
            fail("the browser cannot be tested: install Debian's package chromium");
        }
        return browser;
    }

    /** Opens the page. */
    void follows(URI server, String id) throws IOException {
        if (!present) {
            return;
        }
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        site.setExecutor(Executors.newCachedThreadPool());
        site.createContext("/", exchange -> send(exchange, PAGE));
        site.createContext("/told", exchange -> {
            heard.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            send(exchange, "");
        });
        site.createContext("/events", exchange -> pass(exchange, server.resolve("/deployments/" + id)));
        site.start();
        page = site;
        profile = Files.createTempDirectory("slipway-browser-");
        chromium = new ProcessBuilder(List.of(CHROMIUM.toString(), "--headless", "--no-sandbox", "--disable-gpu",
                "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--remote-debugging-port=0", "--user-data-dir=" + profile,
                "http://127.0.0.1:" + site.getAddress().getPort() + "/"))
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    private void pass(HttpExchange exchange, URI events) throws IOException {
        HttpURLConnection upstream = (HttpURLConnection) events.toURL().openConnection();
        upstream.setRequestProperty("Accept", "text/event-stream");
        upstream.setRequestProperty("Authorization", HttpConnection.basic("admin"));
        String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        if (last != null) {
            upstream.setRequestProperty("Last-Event-ID", last);
        }
        if (upstream.getResponseCode() == 204) {
            finished.incrementAndGet();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", upstream.getContentType());
        exchange.sendResponseHeaders(200, 0);
        try (InputStream in = upstream.getInputStream(); OutputStream out = exchange.getResponseBody()) {
            byte[] buffer = new byte[4096];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                out.flush();
            }
        }
    }

    private static void send(HttpExchange exchange, String html) throws IOException {
        byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Waits until the page has heard an event of this name. */
    void awaitHeard(String name) {
        if (present) {
            await().atMost(Duration.ofSeconds(60)).until(() -> heard.stream().anyMatch(line -> line.startsWith(name + " ")));
        }
    }

    /** After the end the browser came back with its last id, was answered 204, and gave up; it heard no id twice. */
    void heardEachOnceAndStopped() {
        if (!present) {
            return;
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> heard.contains("state 2"));
        assertThat(finished).hasValue(1);
        List<String> ids = heard.stream().filter(line -> line.startsWith("phase ") || line.startsWith("done "))
                .map(line -> line.split(" ")[1]).toList();
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(heard).filteredOn(line -> line.startsWith("done ")).hasSize(1);
    }

    @Override
    public void close() throws Exception {
        if (chromium != null) {
            chromium.descendants().forEach(ProcessHandle::destroyForcibly);
            chromium.destroyForcibly().waitFor();
        }
        if (page != null) {
            page.stop(0);
        }
        if (profile != null) {
            Surroundings.removeInTheEnd(profile);
        }
    }
}
