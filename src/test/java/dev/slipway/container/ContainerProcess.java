package dev.slipway.container;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The WAR as the root application of a stock Tomcat or WildFly, whose installation stays as it is: a process of its own with a
 * directory of its own. Settings are environment variables. Can be killed and started again.
 */
final class ContainerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Path directory;
    private final int port;
    private final List<String> command;
    private final Map<String, String> environment;
    private @Nullable Process process;

    private ContainerProcess(Path directory, int port, List<String> command, Map<String, String> environment) {
        this.directory = directory;
        this.port = port;
        this.command = command;
        this.environment = environment;
    }

    static ContainerProcess tomcat(Path directory, int port, Map<String, String> environment) throws IOException {
        Path installed = installed("tomcat");
        copy(installed.resolve("conf"), directory.resolve("conf"));
        for (String child : List.of("temp", "logs", "work", "webapps")) {
            Files.createDirectories(directory.resolve(child));
        }
        Files.copy(war(), directory.resolve("webapps/ROOT.war"));
        Path programs = installed.resolve("bin");
        return new ContainerProcess(directory, port, List.of(java(), "-Xmx128m", "-Dslipway.test.port=" + port,
                "-Dcatalina.home=" + installed, "-Dcatalina.base=" + directory,
                "-Djava.io.tmpdir=" + directory.resolve("temp"), "-cp",
                programs.resolve("bootstrap.jar") + ":" + programs.resolve("tomcat-juli.jar"),
                "org.apache.catalina.startup.Bootstrap", "start"), environment);
    }

    static ContainerProcess wildFly(Path directory, int port, Map<String, String> environment) throws IOException {
        Path installed = installed("wildfly");
        copy(installed.resolve("standalone/configuration"), directory.resolve("configuration"));
        Path settings = directory.resolve("configuration/standalone.xml");
        Files.writeString(settings, Files.readString(settings).replace("\n</server>", """

                    <deployments>
                        <deployment name="ROOT.war" runtime-name="ROOT.war"><fs-archive path="%s"/></deployment>
                    </deployments>
                </server>""".formatted(war())));
        return new ContainerProcess(directory, port, List.of(java(), "-Xmx192m", "-Djboss.home.dir=" + installed,
                "-Djboss.server.base.dir=" + directory, "-Djboss.bind.address=127.0.0.1",
                "-Djboss.bind.address.management=127.0.0.1", "-Djboss.http.port=" + port, "-Djboss.https.port=" + freePort(),
                "-Djboss.management.http.port=" + freePort(), "-Djboss.management.https.port=" + freePort(),
                "-Dslipway.test.unlimited.port=" + freePort(),
                "-Dlogging.configuration=file:" + directory.resolve("configuration/logging.properties"), "-jar", installed.resolve("jboss-modules.jar").toString(), "-mp",
                installed.resolve("modules").toString(), "org.jboss.as.standalone"), environment);
    }

    private static Path installed(String server) {
        return Path.of(System.getProperty("slipway.test." + server));
    }

    private static Path war() {
        return Path.of(System.getProperty("slipway.test.war"));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path copy = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy);
                }
            }
        }
    }

    /** Starts it and waits until Slipway answers. */
    void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command)).redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.log").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SLIPWAY_"));
        builder.environment().putAll(environment);
        builder.environment().put("SLIPWAY_HOME", home().toString());
        Process started = builder.start();
        process = started;
        await().atMost(PATIENCE).until(() -> {
            if (!started.isAlive()) {
                throw new IllegalStateException("the server ended: " + Files.readString(directory.resolve("output.log")));
            }
            return answers();
        });
    }

    private boolean answers() {
        try {
            return HttpConnection.send(uri(), "GET", "/health", Map.of(), out -> { }).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    Path home() {
        return directory.resolve("home");
    }

    /** SIGKILL; returns when it is gone. */
    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() throws Exception {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
