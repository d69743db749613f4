package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts what an archive unpacks to against its limits. Used by one thread. */
final class Quota {
    private final ArchiveLimits limits;
    private final LongSupplier received;
    private long bytes;
    private long entries;
    private @Nullable String entry;

    /** @param received how many bytes of the archive have come so far */
    Quota(ArchiveLimits limits, LongSupplier received) {
        this.limits = limits;
        this.received = received;
    }

    /** One more header; messages name it from now on. */
    void header(String name) {
        entry = name;
        count(name);
    }

    /** One more thing on disk: a header's, or a directory that no header names. */
    void count(String name) {
        entries++;
        if (entries > limits.maxEntries()) {
            throw DeployException.limit("max-entries", limits.maxEntries() + " entries", entries + " entries", name);
        }
    }

    /** The name that messages give from now on. */
    void name(String name) {
        entry = name;
    }

    /** The name of the entry that is being read, if any was. */
    @Nullable String entryName() {
        return entry;
    }

    /** A file of this size is about to be read. */
    void announce(long size) {
        if (size > limits.maxEntryBytes()) {
            throw DeployException.limit("max-entry-bytes", limits.maxEntryBytes() + " bytes", size + " bytes", entry);
        }
        if (size > limits.maxUnpackedBytes() - bytes) {
            throw tooMuch(size > Long.MAX_VALUE - bytes ? Long.MAX_VALUE : bytes + size);
        }
    }

    /** So many bytes of the tar stream, or of a copy, more. */
    void spend(long more) {
        bytes += more;
        if (bytes > limits.maxUnpackedBytes()) {
            throw tooMuch(bytes);
        }
        if (bytes > ArchiveLimits.RATIO_FREE_BYTES && bytes / limits.maxRatio() > received.getAsLong()) {
            throw DeployException.limit("max-ratio", limits.maxRatio() + " to 1",
                    bytes + " bytes unpacked from " + received.getAsLong(), entry);
        }
    }

    private DeployException tooMuch(long seen) {
        return DeployException.limit("max-unpacked-bytes", limits.maxUnpackedBytes() + " bytes", seen + " bytes",
                entry);
    }
}
