package dev.slipway.cli;

import dev.slipway.archive.TreeSize;
import dev.slipway.client.DeployPhase;
import dev.slipway.client.DeployProgress;
import dev.slipway.problem.DeployException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How far a deploy is, as one line of text. */
final class ProgressText {
    private static final int BAR = 20;
    private static final int LEAST_OF_A_NAME = 8;

    private ProgressText() {}

    /**
     * One line that fits into a width.
     *
     * @param total what there is to send, or null when it is not known (yet)
     * @param elapsed since the sending began, for the rate
     * @param waited since the last byte
     */
    static String line(DeployProgress progress, @Nullable TreeSize total, Duration elapsed, Duration waited,
            int columns) {
        String text = switch (progress.phase()) {
            case CONNECTING -> "connecting ...";
            case SENDING -> sending(progress, total, elapsed);
            case WAITING -> "waiting for the server ... " + sent(progress) + ", " + waited.toSeconds() + " s";
        };
        String line = fit(text, columns);
        int room = columns - line.length() - 2;
        boolean named = progress.phase() == DeployPhase.SENDING && room >= LEAST_OF_A_NAME
                && !progress.current().isEmpty();
        return named ? line + "  " + tail(DeployException.printable(progress.current()), room) : line;
    }

    private static String sending(DeployProgress progress, @Nullable TreeSize total, Duration elapsed) {
        String rate = Figures.bytes(perSecond(progress.unpackedBytes(), elapsed)) + "/s";
        if (total == null) {
            return "sending " + Figures.bytes(progress.unpackedBytes()) + ", " + rate + ", "
                    + Figures.files(progress.files());
        }
        int percent = percent(progress.unpackedBytes(), total.bytes());
        int done = percent * BAR / 100;
        return "[" + "#".repeat(done) + "-".repeat(BAR - done) + "] " + percent + " %, "
                + Figures.bytes(progress.unpackedBytes()) + "/" + Figures.bytes(total.bytes()) + ", " + rate + ", "
                + Figures.count(progress.files()) + "/" + Figures.files(total.files());
    }

    private static String sent(DeployProgress progress) {
        return Figures.files(progress.files()) + ", " + Figures.bytes(progress.sentBytes()) + " sent";
    }

    private static int percent(long part, long whole) {
        return whole == 0 ? 100 : (int) Math.min(100, part * 100.0 / whole);
    }

    private static long perSecond(long bytes, Duration elapsed) {
        return bytes * 1000 / Math.max(1, elapsed.toMillis());
    }

    private static String fit(String text, int columns) {
        return text.length() <= columns ? text : text.substring(0, columns);
    }

    /** The end of a path says more than its beginning. */
    private static String tail(String path, int room) {
        return path.length() <= room ? path : "..." + path.substring(path.length() - room + 3);
    }
}
