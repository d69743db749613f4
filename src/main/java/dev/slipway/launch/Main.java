package dev.slipway.launch;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The main class of the executable WAR. It lies at the WAR's root and uses the JDK only. */
public final class Main {
    private static final String LAUNCHER = "dev.slipway.launch.Launcher";

    private Main() {}

    /** Runs one command line and ends the process with its exit code. */
    public static void main(String[] args) {
        int code;
        try {
            code = run(args);
        } catch (IOException | URISyntaxException | ReflectiveOperationException e) {
            System.err.println("slipway: cannot start: " + e.getMessage());
            code = 1;
        }
        System.exit(code);
    }

    private static int run(String[] args) throws IOException, URISyntaxException, ReflectiveOperationException {
        Path war = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path unpacked = WarCache.of(System.getenv()).unpacked(war);
        Path inf = unpacked.resolve("WEB-INF");
        ClassLoader server = new URLClassLoader("server", jars(inf.resolve("lib-embedded")),
                ClassLoader.getPlatformClassLoader());
        ClassLoader commands = new URLClassLoader("commands",
                withClasses(inf, jars(inf.resolve("lib")), jars(inf.resolve("lib-cli"))), server);
        Thread.currentThread().setContextClassLoader(commands);
        try {
            return (int) Class.forName(LAUNCHER, true, commands)
                    .getMethod("run", Path.class, String[].class)
                    .invoke(null, unpacked, args);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static URL[] jars(Path directory) throws IOException {
        List<URL> urls = new ArrayList<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, "*.jar")) {
            for (Path jar : jars) {
                urls.add(jar.toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }

    /** The launcher's own classes lie apart: a container must not look at them. */
    private static URL[] withClasses(Path inf, URL[] libraries, URL[] commandLibraries) throws IOException {
        List<URL> urls = new ArrayList<>();
        urls.add(inf.resolve("classes-embedded").toUri().toURL());
        urls.add(inf.resolve("classes").toUri().toURL());
        urls.addAll(List.of(libraries));
        urls.addAll(List.of(commandLibraries));
        return urls.toArray(URL[]::new);
    }
}
