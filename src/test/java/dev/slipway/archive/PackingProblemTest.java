package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class PackingProblemTest {
    @Test
    void theReasonOfTheOperatingSystemIsTold() {
        assertThat(text(new AccessDeniedException("/some/where"))).isEqualTo("cannot be read: permission denied");
        assertThat(text(new FileSystemException("/some/where", null, "Input/output error")))
                .isEqualTo("cannot be read: Input/output error");
        assertThat(text(new IOException("Stale file handle"))).isEqualTo("cannot be read: Stale file handle");
    }

    @Test
    void aRuleOfTheServerIsToldWithoutTheNameTwice() {
        PackingFailedException e = PackingFailedException.broken(
                DeployException.refusedEntry("a\nb", "it has a control character"), "", "Rename it.");
        assertThat(e.entry()).isEqualTo("a\\u000ab");
        assertThat(e).hasMessage("it has a control character");
    }

    private static String text(IOException cause) {
        return PackingProblem.unreadable("a", cause).text();
    }
}
