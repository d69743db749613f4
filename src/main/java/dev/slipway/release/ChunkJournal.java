package dev.slipway.release;

import dev.slipway.model.ChunkDigests;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Which chunks of a part file are verified: a head that names the payload, then eight bytes for each chunk, its number and a
 * check of it. An entry is written when the chunk is on the disk; one that was cut off, and what follows it, counts for
 * nothing. One thread at a time.
 */
final class ChunkJournal {
    private static final long MAGIC = 0x534c50415254_3031L; // "SLPART01"
    private static final int HEAD_BYTES = 8 + 8 + 32 + 4;
    private static final int ENTRY_BYTES = 8;

    /**
     * What a journal says.
     *
     * @param size bytes of the payload
     * @param name digest of its chunk digests
     * @param verified the chunks that are
     */
    record Content(long size, byte[] name, BitSet verified) {
        boolean isOf(ChunkDigests chunks) {
            return size == chunks.size() && MessageDigest.isEqual(name, nameOf(chunks));
        }
    }

    private final Path file;
    private boolean broken;

    ChunkJournal(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** Begins it anew with these chunks; an older one of that name is overwritten. */
    void create(ChunkDigests chunks, BitSet verified) throws IOException {
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            out.write(head(chunks));
            for (int chunk = verified.nextSetBit(0); chunk >= 0; chunk = verified.nextSetBit(chunk + 1)) {
                out.write(entry(chunk));
            }
        }
    }

    /** A chunk is on the disk as it should be. After a failure nothing is appended any more: it would not be read. */
    void append(int chunk) throws IOException {
        if (broken) {
            throw new IOException("the journal of chunks could not be written before");
        }
        broken = true;
        try (FileOutputStream out = new FileOutputStream(file.toFile(), true)) {
            out.write(entry(chunk));
        }
        broken = false;
    }

    /** What can be believed of it, empty when there is no legal head; does not change it. */
    Optional<Content> read() throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(new FileInputStream(file.toFile())))) {
            byte[] head = in.readNBytes(HEAD_BYTES);
            ByteBuffer fields = ByteBuffer.wrap(head);
            if (head.length < HEAD_BYTES || fields.getLong() != MAGIC
                    || fields.getInt(HEAD_BYTES - 4) != check(head, HEAD_BYTES - 4)) {
                return Optional.empty();
            }
            long size = fields.getLong();
            byte[] name = new byte[32];
            fields.get(name);
            if (size < 0 || size > ChunkDigests.MAX_SIZE) {
                return Optional.empty();
            }
            return Optional.of(new Content(size, name, entries(in, ChunkDigests.count(size))));
        }
    }

    /** Cuts off what cannot be believed, so that more can be appended. */
    void repair(Content believed) throws IOException {
        try (RandomAccessFile journal = new RandomAccessFile(file.toFile(), "rw")) {
            journal.setLength(HEAD_BYTES + (long) ENTRY_BYTES * believed.verified().cardinality());
        }
    }

    /** As many as there are chunks at most, each once. */
    private static BitSet entries(DataInputStream in, int count) throws IOException {
        BitSet verified = new BitSet(count);
        try {
            for (int i = 0; i < count; i++) {
                int chunk = in.readInt();
                int check = in.readInt();
                if (chunk < 0 || chunk >= count || verified.get(chunk) || check != check(number(chunk), 4)) {
                    return verified;
                }
                verified.set(chunk);
            }
        } catch (EOFException e) {
            return verified; // cut off in an entry, or no more
        }
        return verified;
    }

    private static byte[] head(ChunkDigests chunks) {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES).putLong(MAGIC).putLong(chunks.size()).put(nameOf(chunks));
        return head.putInt(check(head.array(), HEAD_BYTES - 4)).array();
    }

    private static byte[] entry(int chunk) {
        return ByteBuffer.allocate(ENTRY_BYTES).putInt(chunk).putInt(check(number(chunk), 4)).array();
    }

    private static byte[] number(int chunk) {
        return ByteBuffer.allocate(4).putInt(chunk).array();
    }

    private static int check(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static byte[] nameOf(ChunkDigests chunks) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(chunks.text().getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
