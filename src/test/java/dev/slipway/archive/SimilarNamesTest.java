package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.problem.DeployException;
import org.junit.jupiter.api.Test;

class SimilarNamesTest {
    private final SimilarNames names = new SimilarNames();

    @Test
    void aNameIsFoundAgainHoweverManyCameAfterIt() {
        for (int i = 0; i < 20_000; i++) {
            names.add(EntryPath.of("dir" + i % 100 + "/file" + i));
        }

        for (int i = 0; i < 20_000; i += 997) {
            EntryPath similar = EntryPath.of("dir" + i % 100 + "/File" + i);
            assertThatThrownBy(() -> names.add(similar)).isInstanceOf(DeployException.class)
                    .hasMessageContaining(similar.value());
        }
    }

    @Test
    void theSamePathMayComeAgainAndADirectoryToo() {
        names.add(EntryPath.of("Dir/a"));

        assertThatCode(() -> names.add(EntryPath.of("Dir/a"))).doesNotThrowAnyException();
        assertThatCode(() -> names.add(EntryPath.of("Dir/b"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> names.add(EntryPath.of("dir/c"))).isInstanceOf(DeployException.class);
    }
}
