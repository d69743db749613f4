package dev.slipway.deploy;

import dev.slipway.archive.ExtractionProgress;

/** Tells a deployment's followers how far its archive is received and unpacked. The worker that extracts. */
final class ReceivingProgress implements ExtractionProgress {
    private final Run run;
    private final MeteredPayload metered;
    private long files;
    private long unpacked;

    ReceivingProgress(Run run, MeteredPayload metered) {
        this.run = run;
        this.metered = metered;
    }

    @Override
    public void entryStarted(String path) {
        run.progress(metered.bytes(), unpacked, files);
    }

    @Override
    public void unpacked(long bytes) {
        unpacked = bytes;
        run.progress(metered.bytes(), unpacked, files);
    }

    @Override
    public void fileCompleted(long all) {
        files = all;
    }
}
