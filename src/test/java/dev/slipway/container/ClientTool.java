package dev.slipway.container;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The clients that are not ours: how their scripts are started, and whether they are there. */
enum ClientTool {
    CURL("curl", List.of("sh"), List.of("curl", "--version"), "install curl 7.76 or newer"),
    REQUESTS("requests", List.of(python()), List.of(python(), "-c", "import requests"),
            "install Python 3 with requests (Debian: python3-requests)"),
    FETCH("fetch", List.of("node"), List.of("node", "-e", "process.exit(require('fs').openAsBlob ? 0 : 1)"), "install Node 20 or newer"),
    HTTP_CLIENT("httpclient", List.of(java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), List.of(java(), "--version"), "install a JDK"),
    ANSIBLE("ansible", List.of("ansible-playbook", "-i", "localhost,"), List.of("ansible-playbook", "--version"),
            "install Ansible (Debian: ansible-core)"),
    HARPER("harper", List.of("sh"), List.of("test", "-e", harper() + "/bin/harperdb.js"),
            "run: npm install --no-save --ignore-scripts --prefix src/test/clients"),
    SLIPWAY("slipway", List.of("sh"), List.of(java(), "--version"), "install a JDK");

    private final String directory;
    private final List<String> command;
    private final List<String> probe;
    private final String remedy;
    private @Nullable Boolean installed;

    ClientTool(String directory, List<String> command, List<String> probe, String remedy) {
        this.directory = directory;
        this.command = command;
        this.probe = probe;
        this.remedy = remedy;
    }

    static ClientTool of(Recipe recipe) {
        for (ClientTool tool : values()) {
            if (tool.directory.equals(recipe.client())) {
                return tool;
            }
        }
        throw new IllegalArgumentException("no client for " + recipe.path());
    }

    /** Where the released Harper CLI lies when it is installed. */
    static Path harper() {
        return Recipe.DIRECTORY.resolve("node_modules/harperdb").toAbsolutePath();
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The system's Python, which distributions give their packages to, before any other. */
    private static String python() {
        return Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3";
    }

    /** What starts a script; its path follows. */
    List<String> command() {
        return command;
    }

    /** Skips the test if the client is not there, or fails it with {@code -Dslipway.test.clients=required}. */
    void require() throws IOException, InterruptedException {
        if (!installed()) {
            String message = directory + " cannot be tested: " + remedy;
            if ("required".equals(System.getProperty("slipway.test.clients"))) {
                fail(message);
            }
            abort(message);
        }
    }

    private synchronized boolean installed() throws InterruptedException {
        Boolean known = installed;
        if (known == null) {
            known = succeeds(probe);
            installed = known;
        }
        return known;
    }

    private static boolean succeeds(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
