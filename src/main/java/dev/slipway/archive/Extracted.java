package dev.slipway.archive;

/**
 * What an archive held.
 *
 * @param files regular files, hard links included
 * @param directories directories, those that no header names included
 * @param links symbolic links
 * @param unpackedBytes bytes of content in the files that were written; a hard link adds none unless it had to
 *     be copied
 * @param compression how the archive was compressed
 * @param endOfArchive whether the end-of-archive mark was there; an archive without it may have been cut between two
 *     entries, and only a digest that was declared and verified tells that it was not
 */
public record Extracted(long files, long directories, long links, long unpackedBytes, Compression compression,
        boolean endOfArchive) {}
