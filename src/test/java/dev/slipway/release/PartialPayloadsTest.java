package dev.slipway.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.ChunkDigester;
import dev.slipway.model.ChunkDigests;
import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartialPayloadsTest {
    private static final int CHUNK = ChunkDigests.CHUNK_BYTES;
    private static final byte[] PAYLOAD = new byte[2 * CHUNK + 1000];
    private static final Digest DIGEST;
    private static final ChunkDigests CHUNKS;

    static {
        new Random(1).nextBytes(PAYLOAD);
        try {
            DIGEST = Digest.of(MessageDigest.getInstance("SHA-256").digest(PAYLOAD));
            CHUNKS = ChunkDigester.of(new ByteArrayInputStream(PAYLOAD));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @TempDir
    Path folder;
    private HomeDirectory home;

    @BeforeEach
    void open() throws Exception {
        home = HomeDirectory.open(folder.resolve("home"), Duration.ZERO);
    }

    @AfterEach
    void close() throws Exception {
        home.close();
    }

    private PartialPayloads store(Disk disk) {
        return new PartialPayloads(home, disk, Room.ENDLESS);
    }

    private PartialPayloads store() {
        return store(new RealDisk());
    }

    private Path part() {
        return home.payloads().resolve(".pulling-" + DIGEST.hex());
    }

    private Path journal() {
        return home.payloads().resolve(".pulling-" + DIGEST.hex() + ".chunks");
    }

    private static boolean write(PartialPayload payload, int number, int change) {
        byte[] bytes = new byte[CHUNKS.length(number)];
        System.arraycopy(PAYLOAD, (int) CHUNKS.offset(number), bytes, 0, bytes.length);
        bytes[0] ^= (byte) change;
        try (PartialPayload.Chunk chunk = payload.begin(number)) {
            chunk.write(bytes, 0, bytes.length / 2);
            chunk.write(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
            return chunk.verify();
        }
    }

    private static void writeMissing(PartialPayload payload) {
        for (int i = 0; i < CHUNKS.count(); i++) {
            if (!payload.verified().get(i)) {
                assertThat(write(payload, i, 0)).isTrue();
            }
        }
    }

    private static BitSet bits(int... set) {
        BitSet bits = new BitSet();
        for (int bit : set) {
            bits.set(bit);
        }
        return bits;
    }

    @Test
    void chunksInAnyOrderMakeThePayload() throws Exception {
        PartialPayloads store = store();
        try (PartialPayload payload = store.resume(DIGEST, CHUNKS)) {
            assertThat(write(payload, 2, 0)).isTrue();
            assertThat(payload.verifiedBytes()).isEqualTo(1000);
            assertThat(write(payload, 0, 0)).isTrue();
            assertThat(payload.verifiedBytes()).isEqualTo(CHUNK + 1000);
            assertThat(write(payload, 1, 0)).isTrue();
            Path file = payload.complete(() -> true).orElseThrow();
            assertThat(file).isEqualTo(home.payloads().resolve(DIGEST.hex()));
        }
        assertThat(Files.readAllBytes(store.kept(DIGEST).orElseThrow())).isEqualTo(PAYLOAD);
        assertThat(part()).doesNotExist();
        assertThat(journal()).doesNotExist();
        assertThat(PayloadStore.keeping(home).find(DIGEST)).isPresent();
    }

    @Test
    void aWrongChunkDoesNotCountAndCanBeWrittenAgain() {
        try (PartialPayload payload = store().resume(DIGEST, CHUNKS)) {
            assertThat(write(payload, 0, 1)).isFalse();
            assertThat(payload.verified()).isEqualTo(bits());
            assertThat(write(payload, 0, 0)).isTrue();
            assertThat(payload.verified()).isEqualTo(bits(0));
        }
    }

    @Test
    void aChunkThatCouldNotBeSyncedDoesNotCount() throws Exception {
        FaultyDisk disk = FaultyDisk.quick();
        disk.before(part()::equals, () -> {
            throw new IOException("Input/output error");
        });
        try (PartialPayload payload = store(disk).resume(DIGEST, CHUNKS)) {
            assertThatThrownBy(() -> write(payload, 1, 0)).isInstanceOfSatisfying(DeployException.class,
                    e -> assertThat(e.problem()).isEqualTo(Problem.STORAGE_FAILED));
            assertThat(payload.verified()).isEqualTo(bits());
        }
        try (PartialPayload payload = store().resume(DIGEST, CHUNKS)) {
            assertThat(payload.verified()).isEqualTo(bits());
        }
    }

    @Test
    void nobodyWritesAChunkThatIsVerifiedOrBeingWritten() {
        try (PartialPayload payload = store().resume(DIGEST, CHUNKS); PartialPayload.Chunk one = payload.begin(1)) {
            assertThatThrownBy(() -> payload.begin(1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(one::verify).isInstanceOf(IllegalStateException.class);
            write(payload, 0, 0);
            assertThatThrownBy(() -> payload.begin(0)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> payload.complete(() -> true)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void anotherProcessGoesOnWithWhatIsVerified() throws Exception {
        PartialPayloads first = store();
        PartialPayload left = first.resume(DIGEST, CHUNKS); // never closed: the process was killed
        write(left, 1, 0);
        write(left, 0, 1);
        assertThat(new ReleaseStore(home).sweep().removed()).isZero();
        try (PartialPayload payload = store().resume(DIGEST, CHUNKS)) {
            assertThat(payload.verified()).isEqualTo(bits(1));
            writeMissing(payload);
            assertThat(payload.complete(() -> true)).isPresent();
        }
    }

    @Test
    void whatAJournalSaysOfOtherChunksIsOfNoUse() {
        try (PartialPayload payload = store().resume(DIGEST, CHUNKS)) {
            write(payload, 1, 0);
        }
        ChunkDigests others = new ChunkDigests(CHUNKS.size(), "ab".repeat(96));
        try (PartialPayload payload = store().resume(DIGEST, others)) {
            assertThat(payload.verified()).isEqualTo(bits());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 51, 52, 55, 59, 60, 63, 67})
    void anEntryThatIsCutOffCountsForNothingAndMoreCanFollow(int length) throws Exception {
        try (PartialPayload payload = store().resume(DIGEST, CHUNKS)) {
            write(payload, 2, 0);
            write(payload, 0, 0);
        }
        try (RandomAccessFile file = new RandomAccessFile(journal().toFile(), "rw")) {
            assertThat(file.length()).isEqualTo(68);
            file.setLength(length);
        }
        BitSet left = length < 60 ? bits() : bits(2);
        try (PartialPayload payload = store().resume(DIGEST, CHUNKS)) {
            assertThat(payload.verified()).isEqualTo(left);
            write(payload, 1, 0);
        }
        left.set(1);
        try (PartialPayload payload = store().resume(DIGEST, CHUNKS)) {
            assertThat(payload.verified()).isEqualTo(left);
        }
    }

    @Test
    void entriesOfZerosOrGarbageCountForNothing() throws Exception {
        store().resume(DIGEST, CHUNKS);
        for (byte[] garbage : new byte[][] {new byte[64], ByteBuffer.allocate(8).putInt(1).putInt(99).array(),
            ByteBuffer.allocate(8).putInt(-1).putInt(0).array()}) {
            Files.write(journal(), garbage, StandardOpenOption.APPEND);
            try (PartialPayload payload = store().resume(DIGEST, CHUNKS)) {
                assertThat(payload.verified()).isEqualTo(bits());
            }
        }
    }

    @Test
    void whatTheDiskHasChangedIsFoundAtTheEndAndMissingFromThenOn() throws Exception {
        PartialPayloads store = store();
        try (PartialPayload payload = store.resume(DIGEST, CHUNKS)) {
            writeMissing(payload);
            try (RandomAccessFile file = new RandomAccessFile(part().toFile(), "rw")) {
                file.seek(CHUNK + 5);
                file.write(PAYLOAD[CHUNK + 5] ^ 1);
            }
            assertThat(payload.complete(() -> true)).isEmpty();
            assertThat(payload.verified()).isEqualTo(bits(0, 2));
            assertThat(store.kept(DIGEST)).isEmpty();
            writeMissing(payload);
            assertThat(payload.complete(() -> true)).isPresent();
        }
    }

    @Test
    void chunksOfAnotherWholeAreRefused() {
        try (PartialPayload payload = store().resume(new Digest("0".repeat(64)), CHUNKS)) {
            writeMissing(payload);
            assertThatThrownBy(() -> payload.complete(() -> true)).isInstanceOfSatisfying(DeployException.class,
                    e -> assertThat(e.problem()).isEqualTo(Problem.DIGEST_MISMATCH));
        }
    }

    @Test
    void aCompletionThatIsBrokenOffLosesNothing() {
        try (PartialPayload payload = store().resume(DIGEST, CHUNKS)) {
            writeMissing(payload);
            assertThat(payload.complete(() -> false)).isEmpty();
            assertThat(payload.complete(() -> true)).isPresent();
        }
    }

    @Test
    void whatIsForgottenIsGone() throws Exception {
        PartialPayloads store = store();
        try (PartialPayload payload = store.resume(DIGEST, CHUNKS)) {
            write(payload, 0, 0);
            store.forgetAllBut(Set.of());
            assertThat(part()).exists();
        }
        store.forgetAllBut(Set.of(DIGEST));
        assertThat(part()).exists();
        store.forgetAllBut(Set.of());
        store.forgetAllBut(Set.of());
        assertThat(part()).doesNotExist();
        assertThat(journal()).doesNotExist();
        assertThat(store.open(DIGEST)).isEmpty();
    }

    @Test
    void theSweepTakesWhatHasNotGrownForAWeekAndWhatHasNoPair() throws Exception {
        store().resume(DIGEST, CHUNKS).close();
        Path alone = Files.write(home.payloads().resolve(".pulling-" + "1".repeat(64)), new byte[9]);
        Path journalAlone = Files.write(home.payloads().resolve(".pulling-" + "2".repeat(64) + ".chunks"), new byte[9]);
        assertThat(new ReleaseStore(home).sweep()).isEqualTo(new Sweep(2, 0));
        assertThat(alone).doesNotExist();
        assertThat(journalAlone).doesNotExist();
        assertThat(part()).exists();
        Files.setLastModifiedTime(part(), FileTime.from(Instant.now().minus(Duration.ofDays(8))));
        new ReleaseStore(home).sweep();
        assertThat(part()).doesNotExist();
        assertThat(journal()).doesNotExist();
    }

    @Test
    void readersOfAPartSeeOnlyItsVerifiedChunks() throws Exception {
        PartialPayloads store = store();
        try (PartialPayload payload = store.resume(DIGEST, CHUNKS)) {
            write(payload, 1, 0);
            write(payload, 0, 1);
            try (HeldPayload held = store.open(DIGEST).orElseThrow()) {
                assertThat(held.chunks()).contains(bits(1));
                assertThat(held.size()).isEqualTo(PAYLOAD.length);
                writeMissing(payload);
                payload.complete(() -> true);
                ByteBuffer read = ByteBuffer.allocate(10);
                held.file().read(read, CHUNK);
                assertThat(read.array()).isEqualTo(java.util.Arrays.copyOfRange(PAYLOAD, CHUNK, CHUNK + 10));
            }
        }
        try (HeldPayload held = store.open(DIGEST).orElseThrow()) {
            assertThat(held.chunks()).isEmpty();
        }
    }
}
