package dev.slipway.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenPasswordTest {
    @Test
    void onlyTheSamePasswordMatches() {
        GivenPassword given = new GivenPassword("gr\u00fcn 7");
        assertThat(given.matches("gr\u00fcn 7")).isTrue();
        assertThat(given.matches("gr\u00fcn 8")).isFalse();
        assertThat(given.matches("")).isFalse();
    }

    @Test
    void aWrongOneTakesAsLongAsWithAnyOtherUser() {
        GivenPassword given = new GivenPassword("right");
        PasswordHash nobody = PasswordHash.ofNobody();
        nobody.matches("wrong");
        long slow = shortest(() -> nobody.matches("wrong"));
        assertThat(shortest(() -> given.matches("wrong"))).isGreaterThan(slow / 2);
        assertThat(shortest(() -> given.matches("right"))).isLessThan(slow / 2);
    }

    @Test
    void itIsNeverStored(@TempDir Path home) throws Exception {
        Users users = Users.of(home).with("admin", new Users.Account(new GivenPassword("right"), AdminAccount.ROLES));
        assertThatIllegalStateException().isThrownBy(() -> users.store(home));
        assertThat(home).isEmptyDirectory();
    }

    private static long shortest(Runnable work) {
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long began = System.nanoTime();
            work.run();
            shortest = Math.min(shortest, System.nanoTime() - began);
        }
        return shortest;
    }
}
