package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system without links, made by {@link DiskFaults}. */
class NoLinksTest {
    @TempDir
    private Path scratch;

    @Test
    void whereNoLinkCanBeMadeReleasesAreLiveAsDirectories() throws Exception {
        Path home = scratch.toRealPath().resolve("home");
        Process process = DiskFaults.compiled(scratch).start(NoLinksScript.class,
                Map.of("DISK_UNDER", home.toString(), "DISK_WINDOW", scratch.resolve("window").toString()),
                home.toString());
        assertThat(DiskFaults.lines(process)).containsExactly("end");
    }
}
