package dev.slipway.release;

import static dev.slipway.release.Trees.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.DeploymentId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
    @TempDir
    private Path scratch;
    private HomeDirectory home;
    private Journal journal;

    @BeforeEach
    void open() throws IOException {
        home = Trees.open(scratch);
        journal = new Journal(home, new RealDisk());
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        for (Journal.Action action : Journal.Action.values()) {
            List<Optional<DeploymentId>> before = List.of(Optional.of(DeploymentId.next()), Optional.empty());
            for (Optional<DeploymentId> from : before) {
                Journal.Entry entry = new Journal.Entry(APP, from, DeploymentId.next(), action);
                journal.write(entry);
                assertThat(journal.read(APP)).contains(entry);
                assertThat(Trees.names(home.journal())).containsExactly("app.json");
            }
        }
        assertThat(journal.projects()).containsExactly(APP);
        journal.delete(APP);
        journal.delete(APP);
        assertThat(journal.read(APP)).isEmpty();
        assertThat(Trees.names(home.journal())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "null", "{\"project\":\"app\",\"to\":\"x\",\"action\":\"LAUNCH\"}",
            "{\"project\":1,\"to\":2,\"action\":3}",
            "{\"project\":\"other\",\"to\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"action\":\"LAUNCH\"}",
            "{\"project\":\"app\",\"to\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"action\":\"DANCE\"}"})
    void aJournalThatMakesNoSenseIsPutAside(String content) throws IOException {
        Files.writeString(home.journal().resolve("app.json"), content);
        assertThat(journal.read(APP)).isEmpty();
        assertThat(Trees.names(home.journal())).containsExactly("app.unreadable");
        assertThat(Files.readString(home.journal().resolve("app.unreadable"))).isEqualTo(content);
    }
}
