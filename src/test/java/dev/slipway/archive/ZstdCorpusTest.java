package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.corpus.CorpusTable;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link ZstdCase} through the extractor, however the bytes arrive, and cut off everywhere. */
class ZstdCorpusTest {
    private static final int SMALL = 700;
    private static final Map<String, Trees.Node> TREE =
            Map.of("a.txt", Trees.Node.file(5, Trees.sha256("alpha".getBytes())));
    private static final CorpusTable TABLE = new CorpusTable("archive", "extractor zstd", ZstdCase.values().length);

    @TempDir
    private Path temporary;
    private int runs;

    @AfterAll
    static void printTable() throws IOException {
        TABLE.close();
    }

    @ParameterizedTest
    @EnumSource
    void theCaseIsTakenOrRefusedHoweverItArrives(ZstdCase zstd) throws IOException {
        byte[] archive = zstd.archive();
        for (Feeds feed : Feeds.values()) {
            if (feed != Feeds.BYTE_BY_BYTE || archive.length < 1 << 20) {
                judge(zstd, unpack(feed.of(archive)));
            }
        }
        for (int split = 1; split < archive.length && archive.length <= SMALL; split++) {
            InputStream halves = new SequenceInputStream(new ByteArrayInputStream(archive, 0, split),
                    new ByteArrayInputStream(archive, split, archive.length - split));
            judge(zstd, unpack(halves));
        }
        TABLE.asSaid(zstd.name());
    }

    @ParameterizedTest
    @EnumSource(names = {"ONE_FRAME", "RIGHT_CHECKSUM", "TWO_FRAMES", "ONE_SEGMENT", "REPEATED_BYTES"})
    void cutOffAnywhereItIsRefused(ZstdCase zstd) throws IOException {
        byte[] archive = zstd.archive();
        for (int length = 0; length < archive.length; length += archive.length <= SMALL ? 1 : 7) {
            DeployException refusal = unpack(new ByteArrayInputStream(Arrays.copyOf(archive, length)));
            assertThat(refusal).as("%d bytes", length).isNotNull();
            assertThat(refusal.problem().status()).isEqualTo(422);
        }
    }

    private static void judge(ZstdCase zstd, @Nullable DeployException refusal) {
        if (zstd.refusal().isEmpty()) {
            assertThat(refusal).isNull();
        } else {
            assertThat(refusal).isNotNull().hasMessageContaining(zstd.refusal());
            assertThat(refusal.problem().status()).isIn(413, 422);
        }
    }

    /** What was refused; else the tree is as it should be. */
    private @Nullable DeployException unpack(InputStream archive) throws IOException {
        Path stage = Files.createDirectory(temporary.resolve("stage" + runs++));
        Path release = Files.createDirectory(stage.resolve("release"));
        try {
            Extracted extracted = new TarExtractor(ArchiveLimits.defaults(), SpaceCheck.NONE)
                    .extract(archive, release, stage.resolve("links"), ExtractionProgress.NONE);
            if (!extracted.endOfArchive()) {
                return new DeployException(Problem.ARCHIVE_REFUSED, "no end of the archive");
            }
            assertThat(Trees.withoutPermissions(Trees.under(release))).isEqualTo(TREE);
            return null;
        } catch (DeployException e) {
            return e;
        } finally {
            assertThat(stage.toFile().list()).containsExactly("release");
        }
    }
}
