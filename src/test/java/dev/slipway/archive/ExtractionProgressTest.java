package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractionProgressTest {
    @TempDir
    private Path temporary;

    @Test
    void whatTheListenerThrowsEndsTheExtractionUnchanged() {
        DeployException cancelled = new DeployException(Problem.SHUTTING_DOWN, "cancelled");
        ExtractionProgress progress = new ExtractionProgress() {
            @Override
            public void unpacked(long bytes) {
                throw cancelled;
            }
        };

        assertThatThrownBy(() -> extract(progress))
                .isSameAs(cancelled);
    }

    @Test
    void theListenerHearsOfEveryEntryAndOfEachPieceOfContentAndOfFilesOnly() throws IOException {
        List<String> heard = new ArrayList<>();
        ExtractionProgress progress = new ExtractionProgress() {
            @Override
            public void entryStarted(String path) {
                heard.add(path);
            }

            @Override
            public void unpacked(long bytes) {
                heard.add(String.valueOf(bytes));
            }

            @Override
            public void fileCompleted(long files) {
                heard.add("file " + files);
            }
        };

        extract(progress);

        assertThat(heard).containsExactly("bin", "bin/run", "9", "file 1", "go", "lib/a", "14", "file 2", "lib/b", "file 3");
    }

    @Test
    void anInterruptIsNoFailureOfTheDisk() {
        ExtractionProgress progress = new ExtractionProgress() {
            @Override
            public void entryStarted(String path) {
                Thread.currentThread().interrupt();
            }
        };

        assertThatThrownBy(() -> extract(progress))
                .isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private void extract(ExtractionProgress progress) throws IOException {
        byte[] archive = TarExtractorTest.sample();
        new TarExtractor(ArchiveLimits.defaults(), SpaceCheck.NONE).extract(new ByteArrayInputStream(archive),
                Files.createDirectory(temporary.resolve("release")), temporary.resolve("links"), progress);
    }
}
