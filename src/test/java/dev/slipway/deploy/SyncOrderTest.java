package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.release.Children;
import dev.slipway.release.LiveForm;
import dev.slipway.release.SyncMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The order in which a server writes and syncs, by {@code strace}. */
class SyncOrderTest {
    @TempDir
    private Path scratch;

    /** Skips the test without strace, or where it may not trace; fails it with {@code -Dslipway.test.strace=required}. */
    private SyncOrder traced(SyncMode mode, LiveForm form) throws Exception {
        scratch = scratch.toRealPath();
        Path home = scratch.resolve("home");
        Path log = scratch.resolve("log");
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-y", "-s", "64", "--seccomp-bpf", "-o",
                log.toString(), "-e", "trace=" + SyncOrder.CALLS));
        command.addAll(Children.java(SyncScript.class, home.toString(), mode.name(), form.name()));
        int status = -1;
        try {
            status = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(scratch.resolve("output").toFile()).start().waitFor();
        } catch (IOException e) {
            // told below
        }
        assumeTrue(status == 0 || "required".equals(System.getProperty("slipway.test.strace")),
                "strace is not installed, or may not trace");
        assertThat(status).as(() -> output()).isZero();
        String decides = form == LiveForm.LINK ? "live/app" : "live/.release-app";
        SyncOrder order = new SyncOrder(home, home.resolve(decides)::equals);
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            lines.forEach(order::line);
        }
        return order;
    }

    private String output() {
        try {
            return Files.readString(scratch.resolve("output"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void assertKept(SyncOrder order) {
        assertThat(order.broken()).isEmpty();
        assertThat(order.answers()).isEqualTo(5);
        assertThat(order.decisions()).isEqualTo(5);
        assertThat(order.kinds()).contains("openat", "write", "pwrite64", "mkdir", "rename", "symlink", "fsync", "syncfs");
    }

    @Test
    void whatIsAnsweredForIsOnTheDiskInTheRightOrder() throws Exception {
        assertKept(traced(SyncMode.SAFE, LiveForm.LINK));
    }

    @Test
    @EnabledIfSystemProperty(named = "slipway.test.long", matches = "true")
    void soItIsWhereADirectoryIsLive() throws Exception {
        assertKept(traced(SyncMode.SAFE, LiveForm.DIRECTORY));
    }

    @Test
    void aServerThatLeavesSyncsOutIsFoundOut() throws Exception {
        assertThat(traced(SyncMode.OFF, LiveForm.LINK).broken())
                .contains("before the rename that decides, a file was not synced: releases/app/ID/same",
                        "before the rename that decides, a directory was not synced: releases/app/ID/d0",
                        "before the answer, a file was not synced: records/deployments.mv.db")
                .noneMatch(rule -> rule.contains("journal") || rule.contains("live"));
    }
}
