package dev.slipway.cli;

import dev.slipway.archive.TreeSurvey;
import dev.slipway.client.DeployPhase;
import dev.slipway.client.DeployProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a deploy is, as one line of text. What matters less is left out where the line is short.
 *
 * @param doing what is done with the files, {@code sending} or {@code packing}
 * @param total what there is to send, or null when it is not known
 * @param rate of the content that is read
 * @param waited since the last byte
 * @param server what the server last told of itself; empty when it has not
 */
record ProgressText(String doing, @Nullable TreeSurvey total, Rate rate, Duration waited, String server) {
    private static final int BAR = 10;
    /** Room for the path of what is being packed, worth leaving other things out. */
    private static final int ROOM_FOR_A_NAME = 16;
    private static final int LEAST_OF_A_NAME = 8;
    private static final String BETWEEN = ", ";

    /** A line for a terminal, in so many columns. */
    String line(DeployProgress progress, int columns) {
        if (progress.phase() != DeployPhase.SENDING) {
            return Columns.head(waiting(progress), columns);
        }
        String line = Columns.head(shortened(progress, columns), columns);
        int room = columns - Columns.of(line) - 2;
        return room < LEAST_OF_A_NAME || progress.current().isEmpty() ? line
                : line + "  " + Columns.tail(Printable.of(progress.current()), room);
    }

    /** A line for a file, as long as it has to be. */
    String plain(DeployProgress progress) {
        if (progress.phase() != DeployPhase.SENDING) {
            return waiting(progress);
        }
        String now = progress.current().isEmpty() ? "" : ", now " + Printable.of(progress.current());
        return doing + " " + String.join(BETWEEN, figures(progress)) + now;
    }

    private String waiting(DeployProgress progress) {
        return switch (progress.phase()) {
            case CONNECTING -> "connecting ...";
            case SURVEYING -> "looking at the directory ... " + Figures.files(progress.files());
            default -> "sent " + Figures.bytes(progress.sentBytes()) + " (" + Figures.files(progress.files())
                    + "); the server"
                    + (server.isEmpty() ? " is unpacking and checking" : ": " + server) + " ... " + waited.toSeconds() + " s";
        };
    }

    /** The first that leaves room for a name, else the first that fits. */
    private String shortened(DeployProgress progress, int columns) {
        List<String> lines = total == null ? withoutTotal(progress) : withTotal(progress, total);
        for (int room : new int[] {ROOM_FOR_A_NAME + 2, 0}) {
            for (String line : lines) {
                if (Columns.of(line) + room <= columns) {
                    return line;
                }
            }
        }
        return lines.get(lines.size() - 1);
    }

    private List<String> withTotal(DeployProgress progress, TreeSurvey whole) {
        List<String> figures = figures(progress);
        String percent = figures.get(0);
        String speed = figures.get(2);
        List<String> lines = new ArrayList<>();
        lines.add(bar(progress, whole) + ' ' + String.join(BETWEEN, figures));
        lines.add(String.join(BETWEEN, figures));
        lines.add(String.join(BETWEEN, figures.subList(0, figures.size() - 1)));
        lines.add(String.join(BETWEEN, percent, speed, figures.get(figures.size() - 2)));
        lines.add(percent + BETWEEN + speed);
        lines.add(percent);
        if (figures.size() == 4) {
            lines.remove(3);
        }
        return lines;
    }

    private List<String> withoutTotal(DeployProgress progress) {
        List<String> figures = figures(progress);
        String amount = doing + ' ' + figures.get(0);
        return List.of(doing + ' ' + String.join(BETWEEN, figures), amount + BETWEEN + figures.get(1), amount,
                figures.get(0));
    }

    /** Percent, bytes, rate, time left where it can be told, files; without a total bytes, rate, files. */
    private List<String> figures(DeployProgress progress) {
        List<String> figures = new ArrayList<>();
        String speed = Figures.bytes(rate.perSecond()) + "/s";
        if (total == null) {
            figures.addAll(List.of(Figures.bytes(progress.unpackedBytes()), speed, Figures.files(progress.files())));
            return figures;
        }
        figures.add(percent(progress, total) + " %");
        figures.add(Figures.bytes(progress.unpackedBytes()) + "/" + Figures.bytes(total.bytes()));
        figures.add(speed);
        rate.timeFor(total.bytes() - progress.unpackedBytes())
                .ifPresent(left -> figures.add(Figures.about(left) + " left"));
        figures.add(Figures.count(progress.files()) + "/" + Figures.files(total.files()));
        return figures;
    }

    private static String bar(DeployProgress progress, TreeSurvey total) {
        int done = percent(progress, total) * BAR / 100;
        return "[" + "#".repeat(done) + "-".repeat(BAR - done) + "]";
    }

    /** Never 100: as long as it is sent, something is left to do. */
    private static int percent(DeployProgress progress, TreeSurvey total) {
        return (int) Math.min(99, progress.unpackedBytes() * 100.0 / Math.max(1, total.bytes()));
    }
}
