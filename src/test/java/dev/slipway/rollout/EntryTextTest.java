package dev.slipway.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.rollout.Desired.Allowed;
import dev.slipway.rollout.Desired.State;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryTextTest {
    private static final Trouble TOLD = new Trouble("no-space", "no room: \"/\" \u2028 ü");

    @Test
    void whatIsToBeLiveIsReadAsItWasWritten() {
        Desired desired = new SampleRollOut().desired(State.SWITCHING, new Allowed(false, Set.of("a", "b")));
        assertThat(EntryText.desired(SampleRollOut.SHOP, EntryText.of(desired))).isEqualTo(desired);
        Desired back = desired.takenBack(TOLD, Long.MAX_VALUE);
        assertThat(EntryText.desired(SampleRollOut.SHOP, EntryText.of(back))).isEqualTo(back);
    }

    @Test
    void whatANodeSaysIsReadAsItWasWritten() {
        Observed observed = new Observed(SampleRollOut.SHOP, 1L << 40, Set.of(SampleRollOut.NEXT, SampleRollOut.BEFORE),
                Optional.of(SampleRollOut.NEXT), Map.of(DeploymentId.next(), TOLD), Optional.of(TOLD), 1);
        assertThat(EntryText.observed(SampleRollOut.SHOP, EntryText.of(observed))).isEqualTo(observed);
        Observed nothing = Observed.nothing(SampleRollOut.SHOP);
        assertThat(EntryText.observed(SampleRollOut.SHOP, EntryText.of(nothing))).isEqualTo(nothing);
    }

    @Test
    void howToMakeAReleaseIsReadAsItWasWritten() {
        Recipe recipe = new Recipe(SampleRollOut.SHOP, SampleRollOut.NEXT, new Digest("ab".repeat(32)), 2, true);
        assertThat(EntryText.recipe(SampleRollOut.SHOP, SampleRollOut.NEXT, EntryText.of(recipe))).isEqualTo(recipe);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"generation\":\"1\"}", "{\"generation\":1,\"deployment\":\"../x\"}", "null"})
    void whatCannotBeReadIsRefused(String text) {
        assertThatThrownBy(() -> EntryText.desired(SampleRollOut.SHOP, text)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void whatALaterVersionAddsIsPassedOver() {
        Desired desired = new SampleRollOut().desired(State.DONE, Allowed.ALL);
        String later = EntryText.of(desired).replaceFirst("\\{", "{\"later\":[1,{\"a\":null}],");
        assertThat(EntryText.desired(SampleRollOut.SHOP, later)).isEqualTo(desired);
    }
}
