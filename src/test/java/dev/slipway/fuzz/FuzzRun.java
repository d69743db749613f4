package dev.slipway.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs Jazzer on the targets, one after the other, each in a process of its own: the corpus, what earlier runs made of
 * it, and what they found are where it starts. Ends with 1 when something was found.
 */
public final class FuzzRun {
    private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
    private static final Path FOUND_BEFORE = Path.of("src", "test", "resources", "fuzz");

    private FuzzRun() {}

    /** @param arguments the working directory, the folders of the targets with commas between them, seconds for each */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path work = Path.of(arguments[0]);
        List<String> wanted = Arrays.asList(arguments[1].split(","));
        boolean clean = true;
        for (FuzzTarget target : FuzzTarget.values()) {
            if (wanted.contains(target.folder())) {
                clean &= run(target, work, arguments[2]);
            }
        }
        System.exit(clean ? 0 : 1);
    }

    private static boolean run(FuzzTarget target, Path work, String seconds) throws IOException, InterruptedException {
        target.writeSeeds(work.resolve("seeds").resolve(target.folder()));
        Path grown = Files.createDirectories(work.resolve("corpus").resolve(target.folder()));
        Path found = Files.createDirectories(work.resolve("found").resolve(target.folder()));
        Path temporary = Files.createDirectories(work.resolve("tmp"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.attach.allowAttachSelf=true", "-XX:+EnableDynamicAgentLoading", "-Xmx512m",
                "-Djava.io.tmpdir=" + temporary, "-cp", System.getProperty("java.class.path"), JAZZER,
                "--target_class=" + target.type().getName(), "--instrumentation_includes=dev.slipway.**",
                "--reproducer_path=" + found, "-artifact_prefix=" + found + File.separator,
                "-max_total_time=" + seconds, "-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1",
                grown.toString(), work.resolve("seeds").resolve(target.folder()).toString()));
        Path before = FOUND_BEFORE.resolve(target.folder());
        if (Files.isDirectory(before)) {
            command.add(before.toString());
        }
        Path log = work.resolve(target.folder() + ".log");
        int exit = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
        System.out.printf("fuzz %s: %s%n", target.folder(), exit == 0 ? "nothing found" : "FOUND, see " + log);
        try (Stream<String> lines = Files.lines(log)) {
            lines.filter(line -> line.startsWith("stat::number") || line.contains("DONE")).forEach(System.out::println);
        }
        return exit == 0;
    }
}
