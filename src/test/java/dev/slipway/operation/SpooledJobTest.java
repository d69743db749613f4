package dev.slipway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.Payload;
import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.FreeSpace;
import dev.slipway.release.HomeDirectory;
import dev.slipway.release.Room;
import dev.slipway.release.Spool;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpooledJobTest {
    private static final int MOST = 1_000_000;
    private static final Digest DECLARED = new Digest("ab".repeat(32));

    private final List<String> events = new ArrayList<>();
    private HomeDirectory home;
    private SpooledJob job;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        home = HomeDirectory.open(folder.resolve("home"), Duration.ofSeconds(5));
        job = new SpooledJob(new Spool(home, Room.ENDLESS, MOST));
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        home.close();
        try (Stream<Path> left = Files.list(home.path().resolve("payloads"))) {
            assertThat(left).isEmpty();
        }
    }

    private record Bytes(InputStream stream) implements Payload {
        Bytes(byte[] bytes) {
            this(new ByteArrayInputStream(bytes));
        }

        @Override
        public Optional<Digest> declared() {
            return Optional.of(DECLARED);
        }
    }

    private Job recording(boolean takesPayload) {
        return new Job() {
            @Override
            public Use payload() {
                return takesPayload ? Use.WANTED : Use.REFUSED;
            }

            @Override
            public Answer run(Payload payload) throws IOException {
                events.add("run");
                return new Answer.Value(
                        Map.of("bytes", payload.stream().readAllBytes(), "digest", payload.declared().orElseThrow()));
            }

            @Override
            public void abandon(DeployException reason) {
                events.add("abandon");
            }
        };
    }

    @Test
    void theJobThatIsDecidedGetsWhatWasPutAside() throws IOException {
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        job.decide(recording(true));
        assertThat(((Answer.Value) job.run(new Bytes(bytes))).object())
                .containsEntry("bytes", bytes).containsEntry("digest", DECLARED);
        assertThat(events).containsExactly("run");
    }

    @Test
    void aJobThatIsDecidedAndNeverRunIsAbandoned() {
        job.decide(recording(true));
        job.abandon(new DeployException(Problem.CLIENT_GONE, "gone"));
        job.abandon(new DeployException(Problem.CLIENT_GONE, "gone"));
        assertThat(events).containsExactly("abandon");
    }

    @Test
    void aPayloadThatBreaksAbandonsTheJob() {
        job.decide(recording(true));
        InputStream broken = new InputStream() {
            @Override
            public int read() {
                throw new DeployException(Problem.CLIENT_GONE, "gone");
            }
        };
        assertThatThrownBy(() -> job.run(new Bytes(broken))).hasMessageContaining("gone");
        assertThat(events).containsExactly("abandon");
    }

    @Test
    void whatIsDecidedAfterTheEndIsAbandonedAtOnce() {
        job.abandon(new DeployException(Problem.CLIENT_GONE, "gone"));
        job.decide(recording(true));
        assertThat(events).containsExactly("abandon");
    }

    @Test
    void aJobWithoutPayloadIsRefusedAndAbandoned() {
        assertThatThrownBy(() -> job.decide(recording(false))).hasMessageContaining("takes no payload");
        assertThat(events).containsExactly("abandon");
    }

    @Test
    void aPayloadOverTheLimitIsRefusedByTheNameOfTheLimit() {
        job.decide(recording(true));
        assertThatThrownBy(() -> job.run(new Bytes(new byte[MOST + 1])))
                .hasMessageContaining("max-payload-bytes")
                .satisfies(e -> assertThat(((DeployException) e).problem()).isEqualTo(Problem.LIMIT_EXCEEDED));
        assertThat(events).containsExactly("abandon");
    }

    @Test
    void nothingIsWrittenOnAFullDisk() {
        SpooledJob full = new SpooledJob(new Spool(home, (bytes, written) -> FreeSpace.of(home, Long.MAX_VALUE / 2).check(bytes), MOST));
        full.decide(recording(true));
        assertThatThrownBy(() -> full.run(new Bytes(new byte[10])))
                .satisfies(e -> assertThat(((DeployException) e).problem()).isEqualTo(Problem.NO_SPACE));
        assertThat(events).containsExactly("abandon");
    }
}
