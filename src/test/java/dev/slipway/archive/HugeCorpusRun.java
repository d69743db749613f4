package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Unpacks generated cases under the usual limits, prints a line for each, and ends with 1 at a wrong one. */
final class HugeCorpusRun {
    private HugeCorpusRun() {}

    /** @param arguments a directory, and the names of the cases */
    public static void main(String[] arguments) throws IOException {
        for (String name : arguments[1].split(File.pathSeparator)) {
            run(HugeCase.valueOf(name), Files.createTempDirectory(Path.of(arguments[0]), "case"));
        }
    }

    private static void run(HugeCase huge, Path stage) throws IOException {
        Path release = Files.createDirectory(stage.resolve("release"));
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        String end;
        try (InputStream archive = huge.archive()) {
            Extracted extracted = new TarExtractor(ArchiveLimits.defaults(), SpaceCheck.NONE)
                    .extract(archive, release, stage.resolve("links"), ExtractionProgress.NONE);
            require(huge.ends().isEmpty() && extracted.endOfArchive(), huge, null);
            end = "unpacked, " + extracted.files() + " files, " + extracted.unpackedBytes() + " bytes";
        } catch (DeployException e) {
            require(isAsSaid(e, huge.ends()), huge, e);
            end = e.problem() + ", " + e.detail();
        }
        long seconds = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        try (Stream<Path> beside = Files.list(stage)) {
            require(beside.count() == 1, huge, null);
        }
        System.out.printf("%s: %s (%.1f s of CPU, generator included)%n", huge.id(), end, seconds / 1e9);
        remove(stage);
    }

    private static boolean isAsSaid(DeployException e, String ends) {
        if (ends.equals("refused")) {
            return e.problem() == Problem.ARCHIVE_REFUSED;
        }
        DeployException.LimitHit limit = e.limit();
        return limit != null && limit.knob().equals(ends) && limit.seen().matches("[0-9].*") && e.entry() != null
                && e.detail().contains("slipway." + ends);
    }

    private static void require(boolean right, HugeCase huge, @Nullable Throwable cause) {
        if (!right) {
            throw new IllegalStateException(huge.id() + " must end with \"" + huge.ends() + "\"", cause);
        }
    }

    /** Files of one directory are many: no list of them. */
    private static void remove(Path tree) throws IOException {
        try (var children = Files.newDirectoryStream(tree)) {
            for (Path child : children) {
                if (Files.isDirectory(child)) {
                    remove(child);
                } else {
                    Files.delete(child);
                }
            }
        }
        Files.delete(tree);
    }
}
