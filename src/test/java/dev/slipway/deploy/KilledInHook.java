package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.DeploymentId;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that is killed with SIGKILL, and all that it started, as soon as its hook has noted something. */
final class KilledInHook {
    private KilledInHook() {}

    /**
     * @param child its main gets the folder and the knob of the hook
     * @return what the hook has noted: id of the release
     */
    static DeploymentId run(Class<?> child, Path folder, String knob) throws Exception {
        Path told = folder.resolve("child.log");
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx64m", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                child.getName(), folder.toString(), knob)
                .redirectErrorStream(true).redirectOutput(told.toFile()).start();
        try {
            LaunchTest.await(() -> {
                assertThat(process.isAlive()).as(Files.readString(told)).isTrue();
                return Files.exists(log) && !Files.readAllLines(log).isEmpty();
            });
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        return new DeploymentId(Files.readAllLines(log).get(0));
    }
}
