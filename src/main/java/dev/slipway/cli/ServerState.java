package dev.slipway.cli;

import dev.slipway.client.ServerProgress;
import org.jspecify.annotations.Nullable;

/** What a server last told of a deployment, in a few words. For one thread. */
final class ServerState {
    private String phase = "";
    private @Nullable ServerProgress progress;

    /** @return whether that is news */
    boolean enter(String name, String status) {
        boolean news = status.equals("start") && !name.equals(phase);
        phase = news ? name : phase;
        return news;
    }

    void reached(ServerProgress latest) {
        progress = latest;
    }

    /** {@code extracting, 12 files, 3.2 MB}; empty when the server has told nothing. */
    String text() {
        ServerProgress seen = progress;
        String figures = seen == null ? ""
                : Figures.files(seen.files()) + ", " + Figures.bytes(seen.bytesUnpacked()) + " unpacked";
        return Printable.of(phase) + (phase.isEmpty() || figures.isEmpty() ? "" : ", ") + figures;
    }
}
