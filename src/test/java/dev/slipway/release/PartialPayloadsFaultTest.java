package dev.slipway.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.ChunkDigester;
import dev.slipway.model.ChunkDigests;
import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.FaultyDisk.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A payload of one short chunk, on a disk that fails or whose process dies at the n-th step. */
class PartialPayloadsFaultTest {
    private static final byte[] PAYLOAD = new byte[1000];
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

    private Path part() {
        return home.payloads().resolve(".pulling-" + DIGEST.hex());
    }

    private Path journal() {
        return home.payloads().resolve(".pulling-" + DIGEST.hex() + ".chunks");
    }

    private static BitSet whole() {
        BitSet whole = new BitSet();
        whole.set(0, CHUNKS.count());
        return whole;
    }

    private static void write(PartialPayload payload) {
        if (!payload.verified().get(0)) {
            try (PartialPayload.Chunk chunk = payload.begin(0)) {
                chunk.write(PAYLOAD, 0, PAYLOAD.length);
                assertThat(chunk.verify()).isTrue();
            }
        }
    }

    /** Every step of the disk fails or is the last one; whatever is then believed is right, and the payload comes whole. */
    @ParameterizedTest
    @EnumSource(Fault.class)
    void afterAFaultAtAnyStepOnlyRightChunksAreBelieved(Fault fault) throws Exception {
        boolean fired = true;
        for (int step = 1; fired; step++) {
            FaultyDisk disk = new FaultyDisk(fault, step);
            attempt(disk);
            fired = disk.fired();
            if (fault == Fault.CRASH_BEFORE || fault == Fault.CRASH_AFTER) {
                disk.losePower(home.payloads());
            }
            requireRight();
            FaultyDisk quick = FaultyDisk.quick();
            if (store(quick).kept(DIGEST).isEmpty()) {
                try (PartialPayload payload = store(quick).resume(DIGEST, CHUNKS)) {
                    write(payload);
                    assertThat(payload.complete(() -> true)).isPresent();
                }
            }
            requireRight();
            PayloadStore.keeping(home).delete(DIGEST);
            new ReleaseStore(home).sweep();
        }
    }

    private void attempt(FaultyDisk disk) throws IOException {
        try (PartialPayload payload = store(disk).resume(DIGEST, CHUNKS)) {
            disk.written(part());
            disk.written(journal());
            write(payload);
            payload.complete(() -> true);
        } catch (DeployException e) {
            assertThat(e.problem()).isIn(Problem.STORAGE_FAILED, Problem.NO_SPACE);
        } catch (FaultyDisk.Crash e) {
            // which is what is tried
        }
    }

    private void requireRight() throws Exception {
        Optional<HeldPayload> found = store(new RealDisk()).open(DIGEST);
        if (found.isEmpty()) {
            return;
        }
        try (HeldPayload held = found.get()) {
            BitSet right = held.chunks().orElse(whole());
            for (int chunk = right.nextSetBit(0); chunk >= 0; chunk = right.nextSetBit(chunk + 1)) {
                ByteBuffer bytes = ByteBuffer.allocate(CHUNKS.length(chunk));
                held.file().read(bytes, CHUNKS.offset(chunk));
                assertThat(CHUNKS.matches(chunk, MessageDigest.getInstance("SHA-256").digest(bytes.array()))).isTrue();
            }
        }
    }
}
