package dev.slipway.cli;

import dev.slipway.archive.DanglingLinks;
import picocli.CommandLine.Option;

/** The option {@code --dangling-links}, for the commands that pack. */
final class DanglingLinksOption {
    @Option(names = "--dangling-links", paramLabel = "WHAT", defaultValue = "keep",
            description = "Links to nothing: keep, skip or refuse. Default: keep. Those kept or skipped are listed.")
    private String given = "keep";

    /** @throws IllegalArgumentException when it is none of them */
    DanglingLinks value() {
        return DanglingLinks.of(given);
    }
}
