package dev.slipway.archive;

/** What a survey counts. For one thread. */
final class SurveyCount {
    private long files;
    private long directories;
    private long links;
    private long bytes;
    private long entries;
    private long tarBytes;

    void file(String name, long size) {
        files++;
        bytes += size;
        add(TarCost.of(name, "", size));
    }

    void directory(String name) {
        directories++;
        add(TarCost.of(name + '/', "", 0));
    }

    void link(String name, String target) {
        links++;
        add(TarCost.of(name, target, 0));
    }

    private void add(TarCost cost) {
        entries += cost.headers();
        tarBytes += cost.bytes();
    }

    /** Tar headers. */
    long entries() {
        return entries;
    }

    /** Of the archive before it is compressed. */
    long archiveBytes() {
        return TarCost.archive(tarBytes);
    }

    TreeSurvey survey(SurveyFindings findings) {
        return new TreeSurvey(files, directories, links, bytes, entries, archiveBytes(), findings.dangling(),
                findings.moreDangling());
    }
}
