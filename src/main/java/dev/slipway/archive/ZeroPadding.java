package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;

/**
 * Zeros behind compressed data: bsdtar fills what it writes to a pipe up to a whole record, also when it is compressed.
 * They are counted, since they could be endless. Used by one thread.
 */
final class ZeroPadding {
    private static final int MAX_BYTES = 1 << 20;

    private final String format;
    private long bytes;

    /** @param format what the data is called in a refusal, for example {@code gzip} */
    ZeroPadding(String format) {
        this.format = format;
    }

    /** Takes bytes behind the data. @throws DeployException ARCHIVE_REFUSED when they are not zeros, or too many */
    void take(byte[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            if (b[i] != 0) {
                throw refused("something that is not " + format + " follows it");
            }
        }
        bytes += to - from;
        if (bytes > MAX_BYTES) {
            throw refused("more than " + MAX_BYTES + " bytes of padding follow it");
        }
    }

    private DeployException refused(String how) {
        return new DeployException(Problem.ARCHIVE_REFUSED, "the " + format + " data is not sound: " + how);
    }
}
