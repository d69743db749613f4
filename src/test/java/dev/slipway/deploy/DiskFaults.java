package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.release.Children;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The library {@code src/test/c/disk-faults.c}, below the C library of a child process: it counts the calls that change the
 * disk, and lets one of them kill the process or fail.
 *
 * @param library compiled
 */
record DiskFaults(Path library) {
    /** Skips the test without a C compiler, or fails it with {@code -Dslipway.test.compiler=required}. */
    static DiskFaults compiled(Path scratch) throws Exception {
        Path made = scratch.resolve("disk-faults.so");
        int status = -1;
        try {
            status = new ProcessBuilder("gcc", "-shared", "-fPIC", "-O1", "-o", made.toString(),
                    "src/test/c/disk-faults.c", "-ldl").inheritIO().start().waitFor();
        } catch (IOException e) {
            assumeTrue("required".equals(System.getProperty("slipway.test.compiler")), "gcc is not installed");
        }
        assertThat(status).as("gcc").isZero();
        return new DiskFaults(made);
    }

    /** How much of all is tried: {@code some}, {@code many} or {@code all}. */
    static String effort() {
        return System.getProperty("slipway.test.crashes", "some");
    }

    /** Starts a class of the tests with the library, which makes no syncs: what a killed process wrote stays written. */
    Process start(Class<?> main, Map<String, String> environment, String... arguments) throws IOException {
        List<String> java = Children.java(main, arguments);
        java.add(1, "-XX:-UsePerfData");
        ProcessBuilder builder = new ProcessBuilder(java).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(Map.of("LD_PRELOAD", library.toString(), "DISK_QUICK", "1"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** All lines that a process prints before it ends. */
    static List<String> lines(Process process) throws Exception {
        List<String> lines = new ArrayList<>();
        try (var out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
            }
        }
        process.waitFor();
        return lines;
    }

    /** A kind of call, in the order of the library. */
    enum Kind {
        OPEN, CREATE, WRITE, SYNC, RENAME, MKDIR, DELETE, LINK, ATTRIBUTES, READ, CLOSE
    }

    /**
     * In the child: from now on the n-th call of these kinds fails.
     *
     * @param errno 0 for none
     * @param stays whether all after it fail as well
     */
    static void arm(int n, int errno, Iterable<Kind> kinds, boolean stays) {
        int bits = 0;
        for (Kind kind : kinds) {
            bits |= 1 << kind.ordinal();
        }
        command("arm/" + n + "/" + errno + "/" + bits + "/" + (stays ? 1 : 0));
    }

    /** What happened while it was armed. */
    record Window(int calls, String failed) {
        boolean fired() {
            return !failed.equals("-");
        }
    }

    /** In the child, which has been told by {@code DISK_WINDOW} where the library tells: no call fails any more. */
    static Window disarm() throws IOException {
        command("disarm");
        String[] told = Files.readString(Path.of(System.getenv("DISK_WINDOW"))).strip().split(" ");
        return new Window(Integer.parseInt(told[0]), told[1]);
    }

    /** The library hears of the directory and makes none. */
    private static void command(String text) {
        if (new File("/disk-faults/" + text).mkdir()) {
            throw new IllegalStateException("the library is not loaded");
        }
    }
}
