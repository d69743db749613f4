package dev.slipway.archive;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The way of an archive through {@link Extraction}, every check included, up to the point where something is written. */
public final class MemberWalk {
    private MemberWalk() {}

    /**
     * Reads an archive to its end.
     *
     * @param archive compressed or not
     * @param buffer takes the content of one file after the other
     * @return bytes of all files
     */
    public static long read(InputStream archive, byte[] buffer) throws IOException {
        ArchiveSource source = new ArchiveSource(archive);
        ArchiveLimits limits = ArchiveLimits.defaults();
        StrippedTop top = new StrippedTop(0);
        long bytes = 0;
        try (InputStream plain = source.compression().open(source)) {
            TarGuard guard = new TarGuard(plain, new Quota(limits, source::count));
            TarArchiveInputStream tar = new TarArchiveInputStream(guard, TarHeader.BLOCK, TarHeader.BLOCK, "UTF-8");
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null) {
                TarMember member = guard.member();
                EntryPath path = top.place(member);
                if (!member.agreesWith(entry) || path.depth() > limits.maxDepth()
                        || FileModes.ofFile(entry.getMode()) == 0 || entry.getLastModifiedTime() == null) {
                    throw new IllegalStateException(member.name());
                }
                for (int n = tar.read(buffer, 0, buffer.length); n >= 0; n = tar.read(buffer, 0, buffer.length)) {
                    bytes += n;
                }
                entry = tar.getNextEntry();
            }
            if (!guard.ended()) {
                throw new IllegalStateException("not read to its end");
            }
        }
        return bytes;
    }
}
