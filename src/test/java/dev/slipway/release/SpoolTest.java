package dev.slipway.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final int MOST = 4096;

    @TempDir
    Path folder;

    private HomeDirectory home;

    @BeforeEach
    void open() throws IOException {
        home = Trees.open(folder.resolve("home"));
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    @Test
    void whatWasPutAsideIsReadAgainAndGoneAfterwards() throws IOException {
        byte[] content = new byte[MOST];
        try (Spool.Parcel parcel = new Spool(home, FreeSpace.of(home, 0)::check, MOST).begin()) {
            parcel.fill(new ByteArrayInputStream(content));
            try (InputStream in = parcel.open()) {
                assertThat(in.readAllBytes()).isEqualTo(content);
            }
        }
        assertThat(Trees.names(home.payloads())).isEmpty();
    }

    @Test
    void tooMuchIsToldInTheWordsOfTheSetting() {
        Spool spool = new Spool(home, FreeSpace.of(home, 0)::check, MOST);
        assertFails(spool, new byte[MOST + 1], Problem.LIMIT_EXCEEDED, "over the limit max-payload-bytes: more than that"
                + " where 4 KiB is allowed; the setting is slipway.max-payload-bytes");
    }

    @Test
    void aFileThatCannotBeOpenedIsAFailureOfTheStorage() {
        assertFails(failing(file -> {
            throw new FileNotFoundException(file + " (Too many open files)");
        }), new byte[1], Problem.STORAGE_FAILED, "putting the archive aside: Too many open files");
    }

    @Test
    void aDiskThatIsFullOnlyWhenTheFileIsClosedIsFull() {
        assertFails(failing(file -> new ByteArrayOutputStream() {
            @Override
            public void close() throws IOException {
                throw new IOException("No space left on device");
            }
        }), new byte[1], Problem.NO_SPACE, "putting the archive aside: No space left on device");
    }

    @Test
    void aWriteThatFailsIsAFailureOfTheStorage() {
        assertFails(failing(file -> new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Input/output error");
            }
        }), new byte[1], Problem.STORAGE_FAILED, "putting the archive aside: Input/output error");
    }

    private Spool failing(Spool.Opening opening) {
        return new Spool(home, FreeSpace.of(home, 0)::check, MOST, opening);
    }

    private void assertFails(Spool spool, byte[] content, Problem problem, String detail) {
        try (Spool.Parcel parcel = spool.begin()) {
            assertThatThrownBy(() -> parcel.fill(new ByteArrayInputStream(content)))
                    .isInstanceOfSatisfying(DeployException.class, e -> {
                        assertThat(e.problem()).isEqualTo(problem);
                        assertThat(e.detail()).isEqualTo(detail);
                    });
        }
    }

    @Test
    void roomThatCanBeMadeIsMadeBeforeAnythingIsRefused() throws IOException {
        FreeSpace tight = FreeSpace.of(home, Long.MAX_VALUE / 2);
        FreeSpace enough = FreeSpace.of(home, 0);
        boolean[] made = {false};
        Spool spool = new Spool(home, bytes -> {
            assertThatThrownBy(() -> tight.check(bytes)).isInstanceOf(DeployException.class);
            made[0] = true;
            enough.check(bytes);
        }, MOST);
        try (Spool.Parcel parcel = spool.begin()) {
            parcel.fill(new ByteArrayInputStream(new byte[1]));
        }
        assertThat(made).containsExactly(true);
    }
}
