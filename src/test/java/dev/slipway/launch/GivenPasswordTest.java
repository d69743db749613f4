package dev.slipway.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    void aWrongOneGoesTheSlowWayOfAnyOtherUserAndTheRightOneDoesNot() {
        List<String> slow = new ArrayList<>();
        GivenPassword given = new GivenPassword("right", asked -> {
            slow.add(asked);
            return PasswordHash.ofNobody().matches(asked);
        });
        assertThat(given.matches("right")).isTrue();
        assertThat(slow).isEmpty();
        assertThat(given.matches("wrong")).isFalse();
        assertThat(slow).containsExactly("wrong");
    }

    @Test
    void itIsNeverStored(@TempDir Path home) throws Exception {
        Users users = Users.of(home).with("admin", new Users.Account(new GivenPassword("right"), AdminAccount.ROLES));
        assertThatIllegalStateException().isThrownBy(() -> users.store(home));
        assertThat(home).isEmptyDirectory();
    }
}
