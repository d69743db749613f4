package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The content of gzip members, one after the other, to the end of the stream (RFC 1952). Every trailer is checked, and
 * after a member there is another one, or nothing but some zeros.
 *
 * <p>Own code, because what the JDK has stops at a border of members when no byte happens to be there, and what
 * Commons Compress has keeps a file name of any length in memory. Used by one thread; one input buffer.
 */
final class GzipStream extends SliceStream {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int MAX_TEXT_BYTES = 64 << 10;
    private static final int MAX_EMPTY_MEMBERS = 1024;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private int emptyMembers;
    private boolean inMember;
    private boolean begun;

    GzipStream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (len == 0) {
            return 0;
        }
        while (inMember || openMember()) {
            int n = inflate(b, off, len);
            if (n > 0) {
                crc.update(b, off, n);
                return n;
            }
            if (inflater.finished()) {
                closeMember();
            } else if (inflater.needsDictionary()) {
                throw damaged("it asks for a dictionary");
            } else if (inflater.needsInput()) {
                feed();
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }

    private int inflate(byte[] b, int off, int len) {
        try {
            return inflater.inflate(b, off, len);
        } catch (DataFormatException e) {
            throw damaged("its content cannot be inflated");
        }
    }

    private void feed() throws IOException {
        if (position == limit && !fill()) {
            throw cut();
        }
        inflater.setInput(buffer, position, limit - position);
        position = limit;
    }

    private boolean openMember() throws IOException {
        if (position == limit && !fill()) {
            if (!begun) {
                throw cut();
            }
            return false;
        }
        if (begun && buffer[position] == 0) {
            padding();
            return false;
        }
        crc.reset();
        if (headerByte() != 0x1f || headerByte() != 0x8b) {
            throw damaged("something that is not gzip follows it");
        }
        readHeader();
        crc.reset();
        inflater.reset();
        begun = true;
        inMember = true;
        return true;
    }

    private void padding() throws IOException {
        ZeroPadding padding = new ZeroPadding("gzip");
        do {
            padding.take(buffer, position, limit);
            position = limit;
        } while (fill());
    }

    private void readHeader() throws IOException {
        if (headerByte() != 8) {
            throw damaged("its compression method is unknown");
        }
        int flags = headerByte();
        if ((flags & RESERVED) != 0) {
            throw damaged("reserved flags are set");
        }
        skipHeader(6);
        if ((flags & EXTRA) != 0) {
            int low = headerByte();
            skipHeader(low | headerByte() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            int expected = (int) crc.getValue() & 0xffff;
            int low = headerByte();
            if ((low | headerByte() << 8) != expected) {
                throw damaged("the checksum of its header is wrong");
            }
        }
    }

    private void closeMember() throws IOException {
        position = limit - inflater.getRemaining();
        inMember = false;
        if (littleEndian() != crc.getValue()) {
            throw damaged("its checksum is wrong");
        }
        if (littleEndian() != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw damaged("its length is wrong");
        }
        emptyMembers = inflater.getBytesWritten() == 0 ? emptyMembers + 1 : 0;
        if (emptyMembers > MAX_EMPTY_MEMBERS) {
            throw damaged("it has more than " + MAX_EMPTY_MEMBERS + " empty members in a row");
        }
    }

    private long littleEndian() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            value |= (long) nextByte() << shift;
        }
        return value;
    }

    private void skipHeader(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            headerByte();
        }
    }

    private void skipText() throws IOException {
        for (int i = 0; i <= MAX_TEXT_BYTES; i++) {
            if (headerByte() == 0) {
                return;
            }
        }
        throw damaged("its header has a text of more than " + MAX_TEXT_BYTES + " bytes");
    }

    private int headerByte() throws IOException {
        int b = nextByte();
        crc.update(b);
        return b;
    }

    private int nextByte() throws IOException {
        if (position == limit && !fill()) {
            throw cut();
        }
        return buffer[position++] & 0xff;
    }

    private boolean fill() throws IOException {
        int n;
        do {
            n = in.read(buffer, 0, buffer.length);
        } while (n == 0);
        position = 0;
        limit = Math.max(n, 0);
        return n > 0;
    }

    private static DeployException cut() {
        return damaged("it ends too early");
    }

    private static DeployException damaged(String how) {
        return new DeployException(Problem.ARCHIVE_REFUSED, "the gzip data is not sound: " + how);
    }
}
