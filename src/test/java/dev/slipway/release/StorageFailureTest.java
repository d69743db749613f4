package dev.slipway.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageFailureTest {
    @ParameterizedTest
    @ValueSource(strings = {"No space left on device", "Disk quota exceeded"})
    void aFullDiskIsToldInEveryDisguise(String text) {
        for (IOException e : new IOException[] {new IOException(text), new FileSystemException("/srv/x", null, text),
            new FileNotFoundException("/srv/x (" + text + ")"), new IOException("wrapped", new IOException(text))}) {
            DeployException failure = StorageFailure.of(e, "writing the archive");
            assertThat(failure.problem()).isEqualTo(Problem.NO_SPACE);
            assertThat(failure.detail()).isEqualTo("writing the archive: " + text);
            assertThat(failure.getCause()).isSameAs(e);
        }
    }

    @Test
    void knownReasonsAreToldAndPathsAreNot() {
        assertThat(detail(new FileSystemException("/srv/x", "/srv/y", "Input/output error")))
                .isEqualTo("writing: Input/output error");
        assertThat(detail(new FileNotFoundException("/srv/x (Too many open files)")))
                .isEqualTo("writing: Too many open files");
        assertThat(detail(new AccessDeniedException("/srv/x"))).isEqualTo("writing: Permission denied");
        assertThat(detail(new NoSuchFileException("/srv/x"))).isEqualTo("writing: a file or directory is gone");
        assertThat(detail(new IOException("something about /srv/x"))).isEqualTo("writing failed");
        assertThat(detail(new IOException((String) null))).isEqualTo("writing failed");
    }

    @Test
    void aFileNamedLikeAPhraseDoesNotDeceive() {
        IOException e = new FileSystemException("/srv/No space left on device", null, "Input/output error");
        DeployException failure = StorageFailure.of(e, "writing");
        assertThat(failure.problem()).isEqualTo(Problem.STORAGE_FAILED);
    }

    private static String detail(IOException e) {
        DeployException failure = StorageFailure.of(e, "writing");
        assertThat(failure.problem()).isEqualTo(Problem.STORAGE_FAILED);
        return failure.detail();
    }
}
