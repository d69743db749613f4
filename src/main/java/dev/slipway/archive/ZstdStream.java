package dev.slipway.archive;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The content of zstd frames, one after the other, to the end of the stream (RFC 8878); behind the last one there may
 * be some zeros. Windows over 8 MiB are refused,
 * since they are native memory that no heap limit bounds.
 *
 * <p>The native library is loaded with the first stream. Used by one thread; must be closed.
 */
final class ZstdStream extends FilterInputStream {
    private static final int MAX_WINDOW_LOG = 23;

    ZstdStream(InputStream in) throws IOException {
        super(new ZstdInputStreamNoFinalizer(new ZstdBorders(in)).setLongMax(MAX_WINDOW_LOG));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        try {
            return in.read(b, off, len);
        } catch (ZstdIOException e) {
            throw new DeployException(Problem.ARCHIVE_REFUSED, "the zstd data is not sound: " + reason(e), e);
        }
    }

    private static String reason(ZstdIOException e) {
        long code = e.getErrorCode();
        if (code == Zstd.errFrameParameterWindowTooLarge()) {
            return "its window is larger than 8 MiB; pack it without --long and --ultra";
        } else if (code == Zstd.errChecksumWrong()) {
            return "its checksum is wrong";
        } else if (code == Zstd.errPrefixUnknown()) {
            return "something that is not zstd follows it";
        } else if (code == Zstd.errDictionaryWrong()) {
            return "it asks for a dictionary";
        }
        return "it is damaged or ends too early";
    }
}
