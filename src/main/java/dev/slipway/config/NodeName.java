package dev.slipway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What this server is called, {@link Knob#NODE_NAME}. */
public final class NodeName {
    private NodeName() {}

    /** The name that is given, or that of the host; the network's name service, which may hang, is not asked. */
    public static String of(Settings settings) {
        return settings.given(Knob.NODE_NAME).orElseGet(NodeName::host);
    }

    private static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            Map<String, String> env = System.getenv();
            return env.getOrDefault("HOSTNAME", env.getOrDefault("COMPUTERNAME", "unnamed"));
        }
    }
}
