package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.release.LiveForm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * One call to the disk after the other fails, with EIO, ENOSPC, EDQUOT or EMFILE, while a server deploys, stages, activates,
 * goes back, lets go and drops: {@link FaultScript}. At one call for each operation and kind of failure usually; {@code
 * -Dslipway.test.crashes=many} is at eight, {@code all} at each of them.
 */
class FaultLoopTest {
    @TempDir
    private Path scratch;

    @Test
    void whicheverCallFailsTheClientIsToldAndNothingIsHarmedOrLeft() throws Exception {
        tryIn(LiveForm.LINK);
    }

    @Test
    @EnabledIfSystemProperty(named = "slipway.test.long", matches = "true")
    void soItIsWhereADirectoryIsLive() throws Exception {
        tryIn(LiveForm.DIRECTORY);
    }

    private void tryIn(LiveForm form) throws Exception {
        Path root = Files.createDirectory(scratch.toRealPath().resolve("homes"));
        Process process = DiskFaults.compiled(scratch).start(FaultScript.class,
                Map.of("DISK_UNDER", root.resolve("home").toString(), "DISK_WINDOW", scratch.resolve("window").toString()),
                root.toString(), form.name(), DiskFaults.effort());
        List<String> lines = DiskFaults.lines(process);
        lines.forEach(System.out::println);
        assertThat(lines).last().isEqualTo("end");
        assertThat(lines).noneMatch(line -> line.startsWith("FOUND"));
    }
}
