package dev.slipway.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadStoreTest {
    private static final Digest DIGEST = new Digest("ab".repeat(32));

    @TempDir
    private Path scratch;
    private HomeDirectory home;
    private PayloadStore payloads;

    @BeforeEach
    void open() throws IOException {
        home = Trees.open(scratch);
        payloads = PayloadStore.keeping(home);
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    private static PayloadStore.Incoming write(PayloadStore store, String content) {
        PayloadStore.Incoming incoming = store.begin(DeploymentId.next());
        incoming.write(("--" + content + "--").getBytes(UTF_8), 2, content.length());
        return incoming;
    }

    @Test
    void whatIsKeptIsFoundByItsDigest() throws IOException {
        try (PayloadStore.Incoming incoming = write(payloads, "archive")) {
            incoming.write('!');
            assertThat(payloads.find(DIGEST)).isEmpty();
            incoming.keep(DIGEST);
        }
        assertThat(payloads.find(DIGEST).orElseThrow()).hasContent("archive!");
        assertThat(Trees.names(home.payloads())).containsExactly(DIGEST.hex());
    }

    @Test
    void whatIsNotKeptLeavesNothing() throws IOException {
        try (PayloadStore.Incoming incoming = write(payloads, "archive")) {
            assertThat(Trees.names(home.payloads())).hasSize(1);
            incoming.discard();
            incoming.discard();
        }
        assertThat(Trees.names(home.payloads())).isEmpty();
    }

    @Test
    void theSameArchiveIsKeptOnce() throws IOException {
        write(payloads, "archive").keep(DIGEST);
        Object first = Files.getAttribute(payloads.find(DIGEST).orElseThrow(), "unix:ino");
        write(payloads, "archive").keep(DIGEST);
        assertThat(Files.getAttribute(payloads.find(DIGEST).orElseThrow(), "unix:ino")).isEqualTo(first);
        assertThat(Trees.names(home.payloads())).containsExactly(DIGEST.hex());
    }

    @Test
    void aDamagedArchiveIsReplaced() {
        write(payloads, "arch").keep(DIGEST);
        write(payloads, "archive").keep(DIGEST);
        assertThat(payloads.find(DIGEST).orElseThrow()).hasContent("archive");
    }

    @Test
    void whatIsDeletedTellsItsSize() {
        write(payloads, "archive").keep(DIGEST);
        assertThat(payloads.delete(DIGEST)).isEqualTo(7);
        assertThat(payloads.delete(DIGEST)).isZero();
        assertThat(payloads.find(DIGEST)).isEmpty();
    }

    @Test
    void anIdReceivesOneArchiveAtATime() {
        DeploymentId id = DeploymentId.next();
        payloads.begin(id);
        assertThatThrownBy(() -> payloads.begin(id)).isInstanceOf(DeployException.class).hasMessageContaining("in use");
    }

    @Test
    void aFailureAtAnyStepOfKeepingLeavesNothingOnceItIsDiscarded() throws IOException {
        for (int n = 1; n <= 3; n++) {
            PayloadStore failing = new KeptPayloads(home, new FaultyDisk(FaultyDisk.Fault.DISK_FULL, n), Room.ENDLESS);
            try (PayloadStore.Incoming incoming = write(failing, "archive")) {
                DeployException e = catchThrowableOfType(DeployException.class, () -> incoming.keep(DIGEST));
                assertThat(e.problem()).isEqualTo(Problem.NO_SPACE);
            }
            // after the rename it is whole; only its name may not be durable
            assertThat(Trees.names(home.payloads())).hasSize(n == 3 ? 1 : 0);
        }
    }

    @Test
    void aStoreThatKeepsNothingTakesEverything() throws IOException {
        PayloadStore none = PayloadStore.none();
        try (PayloadStore.Incoming incoming = write(none, "archive")) {
            incoming.keep(DIGEST);
        }
        assertThat(none.find(DIGEST)).isEmpty();
        assertThat(none.delete(DIGEST)).isZero();
        assertThat(Trees.names(home.payloads())).isEmpty();
    }

    @Test
    void everyKeptArchiveIsTold() throws IOException {
        try (PayloadStore.Incoming incoming = write(payloads, "archive")) {
            incoming.keep(DIGEST);
        }
        try (PayloadStore.Incoming arriving = write(payloads, "not yet")) {
            Files.writeString(home.payloads().resolve("stray"), "not an archive");
            List<PayloadStore.Kept> all = new ArrayList<>();
            payloads.each(all::add);
            long stored = Files.getLastModifiedTime(payloads.find(DIGEST).orElseThrow()).toMillis();
            assertThat(all).containsExactly(new PayloadStore.Kept(DIGEST, "archive".length(), stored));
            arriving.discard();
        }
    }

    @Test
    void roomIsAskedForBeforeEachStepIsWritten() throws IOException {
        List<Long> asked = new ArrayList<>();
        List<Long> told = new ArrayList<>();
        Room room = (bytes, written) -> {
            asked.add(bytes);
            told.add(written);
        };
        byte[] piece = new byte[1 << 20];
        try (PayloadStore.Incoming incoming = PayloadStore.keeping(home, room).begin(DeploymentId.next())) {
            assertThat(asked).isEmpty();
            for (int i = 0; i < 17; i++) {
                incoming.write(piece, 0, piece.length);
            }
        }
        assertThat(asked).containsExactly(Room.STEP_BYTES, Room.STEP_BYTES);
        assertThat(told).containsExactly(0L, Room.STEP_BYTES);
    }

    @Test
    void nothingIsWrittenWhereThereIsNoRoom() throws IOException {
        PayloadStore full = PayloadStore.keeping(home, (bytes, written) -> {
            throw new DeployException(Problem.NO_SPACE, "full");
        });
        try (PayloadStore.Incoming incoming = full.begin(DeploymentId.next())) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> incoming.write(new byte[1], 0, 1)).isInstanceOf(DeployException.class);
            }
            assertThat(home.payloads().toFile().listFiles()).hasSize(1).allMatch(file -> file.length() == 0);
        }
    }
}
