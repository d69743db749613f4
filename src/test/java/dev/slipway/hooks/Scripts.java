package dev.slipway.hooks;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/** Programs that tests make, and what they are told. */
public final class Scripts {
    private Scripts() {}

    /** A program of these lines of shell. */
    public static HookCommand command(Path folder, String... lines) throws IOException {
        Path script = Files.createTempFile(folder, "hook", ".sh");
        Files.writeString(script, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return new HookCommand(List.of(script.toString()));
    }

    /** The same as a setting. */
    public static String setting(Path folder, String... lines) throws IOException {
        return "[\"" + command(folder, lines).program() + "\"]";
    }

    static HookContext context(Path release) {
        DeploymentId id = DeploymentId.next();
        return new HookContext(new ProjectName("shop"), id, id, release, Optional.of(release.resolve("previous")),
                release.resolve("live"), "node-1");
    }
}
