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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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
        try (Spool.Parcel parcel = new Spool(home, Room.ENDLESS, MOST).begin()) {
            parcel.fill(new ByteArrayInputStream(content));
            try (InputStream in = parcel.open()) {
                assertThat(in.readAllBytes()).isEqualTo(content);
            }
        }
        assertThat(Trees.names(home.payloads())).isEmpty();
    }

    @Test
    void tooMuchIsToldInTheWordsOfTheSetting() {
        Spool spool = new Spool(home, Room.ENDLESS, MOST);
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
        return new Spool(home, Room.ENDLESS, MOST, opening);
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
        Spool spool = new Spool(home, (bytes, written) -> {
            assertThatThrownBy(() -> tight.check(bytes)).isInstanceOf(DeployException.class);
            made[0] = true;
            enough.check(bytes);
        }, MOST);
        try (Spool.Parcel parcel = spool.begin()) {
            parcel.fill(new ByteArrayInputStream(new byte[1]));
        }
        assertThat(made).containsExactly(true);
    }

    @Test
    void roomIsAskedForInStepsAndToldWhatWasWritten() throws IOException {
        List<Long> asked = new ArrayList<>();
        AtomicLong told = new AtomicLong();
        Spool spool = new Spool(home, (bytes, written) -> {
            asked.add(bytes);
            told.addAndGet(written);
        }, 2 * Room.STEP_BYTES);
        try (Spool.Parcel parcel = spool.begin()) {
            parcel.fill(new ByteArrayInputStream(new byte[(int) Room.STEP_BYTES + 1]));
        }
        assertThat(asked).containsExactly(Room.STEP_BYTES, Room.STEP_BYTES);
        assertThat(told).hasValueBetween(Room.STEP_BYTES - 100_000, Room.STEP_BYTES);
    }
}
