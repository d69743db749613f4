package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of this machine that makes archives. One that is missing skips its tests, or fails them where it is required. */
enum PackingTool {
    GNU_TAR("tar", "--version"),
    BSDTAR("bsdtar", "--version"),
    GIT("git", "--version"),
    NPM("npm", "--version"),
    NODE("node", "--version"),
    PYTHON("python3", "--version");

    /** Where the tests' packages from npm are. */
    static final Path NODE_MODULES = Path.of("src", "test", "clients", "node_modules").toAbsolutePath();

    private static final int PATIENCE_SECONDS = 60;

    private final List<String> probe;

    PackingTool(String... probe) {
        this.probe = List.of(probe);
    }

    /** Runs the program in a directory; it must end well. Its output goes to a file. */
    void run(Path directory, Path output, String... arguments) throws IOException, InterruptedException {
        require();
        List<String> command = new ArrayList<>(List.of(probe.get(0)));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile("packing", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
                    .redirectOutput(output.toFile()).redirectError(errors.toFile());
            builder.environment().put("LC_ALL", "C.UTF-8");
            builder.environment().put("npm_config_update_notifier", "false");
            Process process = builder.start();
            try {
                assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            } finally {
                process.destroyForcibly();
            }
            assertThat(process.exitValue()).as("%s: %s", command, Files.readString(errors)).isZero();
        } finally {
            Files.delete(errors);
        }
    }

    void require() throws IOException, InterruptedException {
        if (!isInstalled()) {
            missing(probe.get(0) + " is not installed");
        }
    }

    /** Skips the test, or fails it with {@code -Dslipway.test.clients=required}. */
    static void missing(String reason) {
        if ("required".equals(System.getProperty("slipway.test.clients"))) {
            fail(reason);
        }
        abort(reason);
    }

    private boolean isInstalled() throws InterruptedException {
        try {
            Process process = new ProcessBuilder(probe).redirectErrorStream(true).start();
            String told = new String(process.getInputStream().readAllBytes());
            return process.waitFor() == 0 && (this != GNU_TAR || told.contains("GNU"));
        } catch (IOException e) {
            return false;
        }
    }
}
