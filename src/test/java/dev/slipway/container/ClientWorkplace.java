package dev.slipway.container;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The directory in which a client works: {@code dist}, what is to be deployed, {@code site.tar.gz}, the same packed, and
 * {@code home}, the client's own home.
 */
record ClientWorkplace(Path directory) {
    static final String PROJECT = "shop";

    private static final long MOST_SECONDS = 120;

    /** How a client ended. */
    record Outcome(int exitCode, String output) {}

    ClientWorkplace {
        try {
            Files.createDirectories(directory.resolve("home"));
            Files.createDirectories(directory.resolve("dist"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    Path site() {
        return directory.resolve("dist");
    }

    /** Puts a tree there, in both forms, in place of what was there. */
    void fill(SampleTree tree) throws IOException {
        Surroundings.remove(site());
        tree.writeTo(Files.createDirectories(site()));
        try (OutputStream file = Files.newOutputStream(directory.resolve("site.tar.gz"));
                StoredGzip gzip = new StoredGzip(file)) {
            tree.writeTar(gzip);
        }
    }

    Outcome run(Recipe recipe, URI server) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(ClientTool.of(recipe).command());
        command.add(recipe.file().toString());
        return run(directory, server, HttpConnection.PASSWORD, command);
    }

    /** The Harper CLI in a directory, with these arguments after its target, user and password. */
    Outcome harper(Path in, URI server, String password, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node", ClientTool.harper() + "/bin/harperdb.js"));
        command.addAll(arguments);
        command.addAll(List.of("target=" + url(server), "username=admin", "password=" + password));
        return run(in, server, password, command);
    }

    private Outcome run(Path in, URI server, String password, List<String> command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile()).redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().keySet().removeIf(name -> name.matches("(?i)SLIPWAY_.*|.*_proxy|CLI_TARGET.*|NODE_OPTIONS"));
        builder.environment().putAll(environment(in, server, password));
        Process process = builder.start();
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new IOException(command + " has not ended after " + MOST_SECONDS + " s: " + Files.readString(output));
        }
        return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    private Map<String, String> environment(Path in, URI server, String password) {
        return Map.of("HOME", directory.resolve("home").toString(), "PWD", in.toString(),
                "SLIPWAY_URL", url(server), "SLIPWAY_PASSWORD", password,
                "SLIPWAY_WAR", Path.of(System.getProperty("slipway.test.war")).toAbsolutePath().toString(),
                "SLIPWAY_CACHE", directory.resolveSibling("cache").toString(),
                "HARPER", ClientTool.harper().toString(), "ANSIBLE_LOCALHOST_WARNING", "false",
                "ANSIBLE_PIPELINING", "true", "LC_ALL", "C.UTF-8");
    }

    /** Without the slash at the end. */
    private static String url(URI server) {
        return server.toString().replaceAll("/$", "");
    }

    /** Gzip without compression: what is in it cannot be compressed anyway. */
    private static final class StoredGzip extends GZIPOutputStream {
        StoredGzip(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.NO_COMPRESSION);
        }
    }
}
