package dev.slipway.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A running server with Slipway in it, as seen from outside.
 *
 * @param name for the output
 * @param uri where Slipway answers
 * @param uriForKnownLengths where a body with a Content-Length of any size is taken; mostly the same
 * @param home its home directory
 * @param processId the server's process
 */
record Surroundings(String name, URI uri, URI uriForKnownLengths, Path home, long processId) {
    Path live(String project) {
        return home.resolve("live").resolve(project);
    }

    /** What lies in staging: nothing, unless a deploy is running. */
    List<String> staging() {
        return names(home.resolve("staging"));
    }

    List<String> releases(String project) {
        return names(home.resolve("releases").resolve(project));
    }

    /** The most memory that the process ever had, heap and all, in MiB. */
    long peakMemoryMiB() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + processId + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElseThrow(() -> new IOException("the process is gone"));
        }
    }

    private static List<String> names(Path directory) {
        if (Files.notExists(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The child process whose command line has this word in it. */
    static long childProcess(String word) {
        return ProcessHandle.current().descendants()
                .mapToLong(ProcessHandle::pid)
                .filter(process -> commandLine(process).contains(word))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no child process with " + word));
    }

    /** {@link ProcessHandle.Info} has none when it is long. */
    private static String commandLine(long process) {
        try {
            return Files.readString(Path.of("/proc/" + process + "/cmdline")).replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    /** Removes a home when this JVM, and with it the server, has ended; kept with {@code -Dslipway.test.keep=true}. */
    static void removeInTheEnd(Path home) {
        if (Boolean.getBoolean("slipway.test.keep")) {
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(home)));
    }

    /** With all that is in it; what cannot be removed is told and stays. */
    static void remove(Path directory) {
        try (Stream<Path> tree = Files.walk(directory)) {
            tree.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            System.err.println("left behind: " + directory);
        }
    }
}
