package dev.slipway.container;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;

/** A hook of nodes that waits as long as a test holds it for a project, so that a roll-out can be met in its middle. */
final class Gate {
    private final Path directory;
    private final Path script;

    /** Makes the script in an existing directory. */
    Gate(Path directory) throws IOException {
        this.directory = directory;
        this.script = Files.writeString(directory.resolve("gate"), """
                #!/bin/sh
                name="$SLIPWAY_HOOK-$SLIPWAY_PROJECT-$1"
                if [ -e "%1$s/hold-$name" ]; then
                  touch "%1$s/at-$name"
                  while [ -e "%1$s/hold-$name" ]; do sleep 0.05; done
                fi
                if [ -e "%1$s/fail-$name" ]; then exit 1; fi
                """.formatted(directory));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What a node is given. */
    Map<String, String> environment(int node) {
        return Map.of("SLIPWAY_VERIFY_COMMAND", command(node), "SLIPWAY_ACTIVATE_COMMAND", command(node));
    }

    private String command(int node) {
        return "[\"" + script + "\",\"" + node + "\"]";
    }

    private Path file(String what, String hook, String project, int node) {
        return directory.resolve(what + "-" + hook + "-" + project + "-" + node);
    }

    /** From now on the hook waits there. */
    void hold(String hook, String project, int node) throws IOException {
        Files.createFile(file("hold", hook, project, node));
    }

    /** From now on the hook fails there. */
    void fail(String hook, String project, int node) throws IOException {
        Files.createFile(file("fail", hook, project, node));
    }

    /** No more. */
    void mend(String hook, String project, int node) throws IOException {
        Files.delete(file("fail", hook, project, node));
    }

    /** Waits until the hook waits. */
    void awaitHeld(String hook, String project, int node) {
        await().atMost(Duration.ofSeconds(60)).until(() -> isHeld(hook, project, node));
    }

    /** Whether the hook waits, or has waited. */
    boolean isHeld(String hook, String project, int node) {
        return Files.exists(file("at", hook, project, node));
    }

    void open(String hook, String project, int node) throws IOException {
        Files.delete(file("hold", hook, project, node));
    }
}
