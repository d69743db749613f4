package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tar stream on its way to the decoder, read strictly on the way: every header is parsed and judged before the
 * decoder sees a byte of it, and the guard alone decides where the next header is. Where the decoder takes a border
 * elsewhere, its entries differ from {@link #member}, which the caller compares.
 *
 * <p>Content is passed on into the decoder's buffer without being kept. After the end-of-archive mark the rest of the
 * stream is read, so that the checksums of its compression are checked; only a bounded number of zeros may be there.
 * Used by one thread.
 */
final class TarGuard extends SliceStream {
    private static final int BLOCK = TarHeader.BLOCK;
    private static final int MAX_TAIL_BYTES = 1 << 20;

    private enum State { AT_HEADER, HOLDING, IN_CONTENT, AT_END }

    private final TarInput in;
    private final Quota quota;
    private final TarMetadata metadata = new TarMetadata();
    /** What the decoder is to read next: a header, a header with its metadata, or padding. */
    private final byte[] held = new byte[BLOCK + TarMetadata.MAX_BLOCK_BYTES + BLOCK];
    private State state = State.AT_HEADER;
    private int heldPosition;
    private int heldLimit;
    private long contentLeft;
    private int paddingLeft;
    private @Nullable TarMember member;
    private boolean endOfArchive;

    TarGuard(InputStream plain, Quota quota) {
        this.in = new TarInput(plain, quota);
        this.quota = quota;
    }

    /** The member whose header was passed on last. */
    TarMember member() {
        return Objects.requireNonNull(member);
    }

    /** Whether the stream was read to its end. */
    boolean ended() {
        return state == State.AT_END || state == State.HOLDING && endOfArchive;
    }

    /** Whether the mark was there. */
    boolean endOfArchive() {
        return endOfArchive;
    }

    /** A refusal that names the entry at hand, if there is one. */
    DeployException refused(String reason) {
        String entry = quota.entryName();
        return entry == null
                ? new DeployException(Problem.ARCHIVE_REFUSED, reason)
                : DeployException.refusedEntry(entry, reason);
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (len == 0) {
            return 0;
        }
        if (state == State.AT_HEADER) {
            header();
        }
        return switch (state) {
            case HOLDING -> passHeld(b, off, len);
            case IN_CONTENT -> passContent(b, off, len);
            case AT_HEADER, AT_END -> -1;
        };
    }

    private int passHeld(byte[] b, int off, int len) throws IOException {
        int n = Math.min(len, heldLimit - heldPosition);
        System.arraycopy(held, heldPosition, b, off, n);
        heldPosition += n;
        if (heldPosition == heldLimit) {
            afterHeld();
        }
        return n;
    }

    private int passContent(byte[] b, int off, int len) throws IOException {
        int n = in.read(b, off, (int) Math.min(len, contentLeft));
        if (n < 0) {
            throw refused("the archive ends in the middle of it");
        }
        contentLeft -= n;
        if (contentLeft == 0) {
            afterContent();
        }
        return n;
    }

    private void afterHeld() {
        if (endOfArchive) {
            state = State.AT_END;
        } else if (contentLeft > 0) {
            state = State.IN_CONTENT;
        } else {
            state = State.AT_HEADER;
        }
    }

    private void afterContent() throws IOException {
        state = State.AT_HEADER;
        if (paddingLeft > 0) {
            fill(0, paddingLeft);
            hold(paddingLeft);
            paddingLeft = 0;
        }
    }

    private void hold(int length) {
        heldPosition = 0;
        heldLimit = length;
        state = State.HOLDING;
    }

    private void header() throws IOException {
        int n = in.readFully(held, 0, BLOCK);
        if (n == 0) {
            refuseIfMemberIsAwaited();
            state = State.AT_END;
        } else if (n < BLOCK) {
            throw refusedHeader("the archive ends in the middle of a header");
        } else if (isZero(held, BLOCK)) {
            mark();
        } else if (!TarHeader.hasRightChecksum(held)) {
            throw refusedHeader("after it there is something that is not a tar header: its checksum is wrong");
        } else {
            header(new TarHeader(held));
        }
    }

    private void header(TarHeader header) throws IOException {
        quota.header(header.shown());
        if (header.isMetadata()) {
            metadata(header);
        } else {
            member(header);
        }
    }

    private void metadata(TarHeader header) throws IOException {
        metadata.announce(header);
        int size = (int) header.size();
        int padded = size + padding(size);
        fill(BLOCK, padded);
        metadata.add(header, held, BLOCK, BLOCK + size);
        hold(BLOCK + padded);
    }

    private void member(TarHeader header) {
        TarMember next = TarMembers.member(header, metadata);
        quota.name(next.name());
        quota.announce(next.size());
        metadata.reset();
        member = next;
        contentLeft = next.size();
        paddingLeft = padding(next.size());
        hold(BLOCK);
    }

    private void mark() throws IOException {
        refuseIfMemberIsAwaited();
        int n = in.readFully(held, BLOCK, BLOCK);
        if (n < BLOCK || !isZero(held, 2 * BLOCK)) {
            throw refused("after it there is a lone zero block");
        }
        drain();
        endOfArchive = true;
        hold(2 * BLOCK);
    }

    private void drain() throws IOException {
        int tail = 0;
        int n = in.read(held, 0, held.length);
        while (n >= 0) {
            tail += n;
            if (!isZero(held, n)) {
                throw new DeployException(Problem.ARCHIVE_REFUSED, "something follows the end of the archive");
            }
            if (tail > MAX_TAIL_BYTES) {
                throw new DeployException(Problem.ARCHIVE_REFUSED,
                        "more than " + MAX_TAIL_BYTES + " bytes of padding follow the end of the archive");
            }
            n = in.read(held, 0, held.length);
        }
        Arrays.fill(held, 0, 2 * BLOCK, (byte) 0);
    }

    private void fill(int offset, int length) throws IOException {
        if (in.readFully(held, offset, length) < length) {
            throw refused("the archive ends in the middle of it");
        }
    }

    private void refuseIfMemberIsAwaited() {
        if (metadata.awaitsMember()) {
            throw refused("no member follows its extended header");
        }
    }

    private DeployException refusedHeader(String reason) {
        return quota.entryName() == null
                ? new DeployException(Problem.ARCHIVE_REFUSED, "this is not a tar archive, nor gzip or zstd of one")
                : refused(reason);
    }

    private static int padding(long size) {
        return (int) (-size & BLOCK - 1);
    }

    private static boolean isZero(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
