package dev.slipway.fuzz;

import dev.slipway.archive.ArchiveLimits;
import dev.slipway.archive.ExtractionProgress;
import dev.slipway.archive.Extractors;
import dev.slipway.archive.SpaceCheck;
import dev.slipway.problem.DeployException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * An archive: tar, gzip or zstd, by its first bytes. Checksums of tar headers are put right first, since no fuzzer
 * guesses them.
 */
public final class ExtractorFuzz {
    private static final int BLOCK = 512;
    private static final int MAGIC = 257;
    private static final byte[] USTAR = "ustar".getBytes(StandardCharsets.US_ASCII);
    private static final ArchiveLimits LIMITS = new ArchiveLimits(4 << 20, 1 << 20, 200, 200, 8, false);

    private ExtractorFuzz() {}

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        Path stage = Files.createTempDirectory("slipway-fuzz");
        try {
            Path release = Files.createDirectory(stage.resolve("release"));
            extract(signed(data), release, stage.resolve("links"));
            judge(stage, release);
        } finally {
            delete(stage);
        }
    }

    private static void extract(byte[] archive, Path release, Path links) throws IOException {
        InputStream in = new ByteArrayInputStream(archive);
        try {
            Extractors.readingAhead(LIMITS, SpaceCheck.NONE).extract(in, release, links, ExtractionProgress.NONE);
            if (in.read() >= 0) {
                throw new AssertionError("the archive is taken and was not read to its end");
            }
        } catch (DeployException e) {
            int status = e.problem().status();
            if (status < 400 || status > 499 || e.detail().contains(release.toString())) {
                throw new AssertionError("an archive is refused with " + status + " " + e.detail(), e);
            }
        }
    }

    /** Nothing beside the release, and no link that leads out of it. */
    private static void judge(Path stage, Path release) throws IOException {
        try (Stream<Path> beside = Files.list(stage)) {
            List<Path> all = beside.toList();
            if (!all.equals(List.of(release))) {
                throw new AssertionError("beside the release: " + all);
            }
        }
        try (Stream<Path> all = Files.walk(release)) {
            for (Path link : all.filter(Files::isSymbolicLink).filter(Files::exists).toList()) {
                Path real = link.toRealPath();
                if (!real.startsWith(release.toRealPath()) || real.equals(release.toRealPath())) {
                    throw new AssertionError(link + " leads to " + real);
                }
            }
        }
    }

    /** Puts the checksum of every block right that looks like a header of ustar or GNU tar. */
    static byte[] signed(byte[] data) {
        byte[] tar = data.clone();
        for (int at = 0; at + BLOCK <= tar.length; at += BLOCK) {
            if (Arrays.equals(tar, at + MAGIC, at + MAGIC + USTAR.length, USTAR, 0, USTAR.length)) {
                Arrays.fill(tar, at + 148, at + 156, (byte) ' ');
                int sum = 0;
                for (int i = at; i < at + BLOCK; i++) {
                    sum += tar[i] & 0xff;
                }
                byte[] digits = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(digits, 0, tar, at + 148, digits.length);
            }
        }
        return tar;
    }

    private static void delete(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
