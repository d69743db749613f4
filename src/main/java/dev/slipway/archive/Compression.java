package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.io.InputStream;

/** How an archive is compressed. Told by its first bytes and by nothing else; what is inside is not looked at again. */
public enum Compression {
    /** Gzip, of any number of members (RFC 1952). */
    GZIP("application/gzip", ".tar.gz"),
    /** Zstandard, of any number of frames, with windows of at most 8 MiB (RFC 8878). */
    ZSTD("application/zstd", ".tar.zst"),
    /** Not compressed. */
    NONE("application/x-tar", ".tar");

    private final String mediaType;
    private final String extension;

    Compression(String mediaType, String extension) {
        this.mediaType = mediaType;
        this.extension = extension;
    }

    /** Media type of a tar archive that is compressed in this way. */
    public String mediaType() {
        return mediaType;
    }

    /** How names of such archives end, with the dot: {@code .tar.gz}. */
    public String extension() {
        return extension;
    }

    /**
     * The compression of what begins with these bytes.
     *
     * @param first the first bytes; four are enough
     * @param length how many of them there are
     */
    public static Compression of(byte[] first, int length) {
        if (length >= 2 && first[0] == 0x1f && first[1] == (byte) 0x8b) {
            return GZIP;
        }
        return length >= 4 && (isZstdFrame(first) || isZstdSkippable(first)) ? ZSTD : NONE;
    }

    private static boolean isZstdFrame(byte[] b) {
        return b[0] == 0x28 && b[1] == (byte) 0xb5 && b[2] == 0x2f && b[3] == (byte) 0xfd;
    }

    private static boolean isZstdSkippable(byte[] b) {
        return (b[0] & 0xf0) == 0x50 && b[1] == 0x2a && b[2] == 0x4d && b[3] == 0x18;
    }

    /** Whether this server can read it; zstd needs a native library that loads, and the log says why it does not. */
    public boolean available() {
        return this != ZSTD || ZstdLibrary.loads();
    }

    /**
     * The plain bytes. To be closed, since native memory may hang on it; that closes {@code in} too.
     *
     * <p>Data that is damaged, cut or followed by something else makes a read throw {@code DeployException}
     * ({@link Problem#ARCHIVE_REFUSED}); what {@code in} throws passes unchanged.
     *
     * @param in the compressed bytes from their beginning
     * @throws DeployException {@link Problem#ARCHIVE_REFUSED} when it is not {@link #available}
     */
    public InputStream open(InputStream in) throws IOException {
        return switch (this) {
            case GZIP -> new GzipStream(in);
            case ZSTD -> openZstd(in);
            case NONE -> in;
        };
    }

    private static InputStream openZstd(InputStream in) throws IOException {
        if (!ZstdLibrary.loads()) {
            throw new DeployException(Problem.ARCHIVE_REFUSED, "this server cannot read zstd: send gzip instead. "
                    + "Zstd needs a native library; " + ZstdLibrary.trouble().orElse("it has only just been found"));
        }
        return new ZstdStream(in);
    }
}
