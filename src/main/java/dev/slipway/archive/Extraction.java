package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * One run over an archive: takes each entry from the decoder, compares it with what the guard read, and puts it into
 * the tree. Used once, by one thread.
 */
final class Extraction {
    private static final int BLOCK = 512;
    private static final System.Logger LOG = System.getLogger(Extraction.class.getName());

    private final TarGuard guard;
    private final TarArchiveInputStream tar;
    private final TreeWriter tree;
    private final DeferredLinks links;
    private final ArchiveLimits limits;
    private final ExtractionProgress progress;
    private final StrippedTop top;
    private final @Nullable SimilarNames names;

    Extraction(TarGuard guard, TreeWriter tree, DeferredLinks links, ArchiveLimits limits, StrippedTop top,
            ExtractionProgress progress) {
        this.guard = guard;
        this.tar = new TarArchiveInputStream(guard, BLOCK, BLOCK, StandardCharsets.UTF_8.name());
        this.tree = tree;
        this.links = links;
        this.limits = limits;
        this.top = top;
        this.progress = progress;
        this.names = limits.refuseSimilarNames() ? new SimilarNames() : null;
    }

    Extracted run(ArchiveSource source, Compression compression) throws IOException {
        TarArchiveEntry entry = next(source);
        while (entry != null) {
            TarMember member = guard.member();
            if (!member.agreesWith(entry)) {
                throw DeployException.refusedEntry(member.name(), "readers of tar do not agree about this entry");
            }
            place(member, entry, source);
            entry = next(source);
        }
        if (!guard.ended()) {
            throw undecodable();
        }
        links.forEach(tree::symbolicLink);
        links.forEach(tree::followSymbolicLink);
        if (tree.isEmpty()) {
            throw new DeployException(Problem.ARCHIVE_REFUSED, "there is nothing in the archive");
        }
        return tree.extracted(compression, guard.endOfArchive());
    }

    private void place(TarMember member, TarArchiveEntry entry, ArchiveSource source) throws IOException {
        EntryPath path = top.place(member);
        checkPath(member, path);
        if (path.isRoot()) {
            return;
        }
        progress.entryStarted(path.value());
        switch (member.kind()) {
            case FILE -> tree.file(path, entry.getMode(), entry.getLastModifiedTime(), member.size(),
                    (buffer, length) -> content(buffer, length, source));
            case DIRECTORY -> tree.directory(path, entry.getMode());
            case HARD_LINK -> tree.hardLink(path, top.target(member, hardLinkTarget(member)));
            case SYMBOLIC_LINK -> {
                LinkTarget target = LinkTarget.of(path, member.link());
                tree.parentOf(path);
                links.add(path, target);
            }
        }
    }

    private void checkPath(TarMember member, EntryPath path) {
        if (path.isRoot() && member.kind() != TarMember.Kind.DIRECTORY) {
            throw DeployException.refusedEntry(member.name(), "the root can only be a directory");
        }
        if (path.depth() > limits.maxDepth()) {
            throw DeployException.limit("max-depth", limits.maxDepth() + " levels", path.depth() + " levels",
                    member.name());
        }
        if (names != null) {
            names.add(path);
        }
    }

    private static EntryPath hardLinkTarget(TarMember member) {
        try {
            return EntryPath.of(member.link());
        } catch (DeployException e) {
            throw DeployException.refusedEntry(member.name(), "the target of its hard link is refused: " + e.detail());
        }
    }

    private @Nullable TarArchiveEntry next(ArchiveSource source) throws IOException {
        try {
            return tar.getNextEntry();
        } catch (DeployException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw judged(e, source);
        }
    }

    private int content(byte[] buffer, int length, ArchiveSource source) throws IOException {
        try {
            return tar.read(buffer, 0, length);
        } catch (DeployException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw judged(e, source);
        }
    }

    /** What the stream threw goes on as it is; what the decoder threw is the archive's fault. */
    private DeployException judged(Exception e, ArchiveSource source) throws IOException {
        if (source.threw(e) || e instanceof InterruptedIOException) {
            if (e instanceof IOException io) {
                throw io;
            }
            throw (RuntimeException) e;
        }
        if (e instanceof RuntimeException) {
            LOG.log(System.Logger.Level.WARNING, "The decoder failed", e);
        }
        DeployException refused = undecodable();
        refused.addSuppressed(e);
        return refused;
    }

    private DeployException undecodable() {
        return guard.refused("the archive cannot be decoded here");
    }
}
