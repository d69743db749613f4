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
                Optional.of(SampleRollOut.NEXT), Map.of("7", TOLD, DeploymentId.next().value(), TOLD), Optional.of(TOLD), 1);
        assertThat(EntryText.observed(SampleRollOut.SHOP, EntryText.of(observed))).isEqualTo(observed);
        Observed nothing = Observed.nothing(SampleRollOut.SHOP);
        assertThat(EntryText.observed(SampleRollOut.SHOP, EntryText.of(nothing))).isEqualTo(nothing);
    }

    @Test
    void howToMakeAReleaseIsReadAsItWasWritten() {
        Recipe recipe = new Recipe(SampleRollOut.SHOP, SampleRollOut.NEXT, new Digest("ab".repeat(32)), 2);
        assertThat(EntryText.recipe(SampleRollOut.SHOP, SampleRollOut.NEXT, EntryText.of(recipe))).isEqualTo(recipe);
    }

    @Test
    void whatIsToBeKeptIsReadAsItWasWritten() {
        Hold hold = new Hold(new Recipe(SampleRollOut.SHOP, SampleRollOut.NEXT, new Digest("ab".repeat(32)), 2), "try", Long.MAX_VALUE);
        assertThat(EntryText.hold(SampleRollOut.SHOP, SampleRollOut.NEXT, EntryText.of(hold))).isEqualTo(hold);
    }

    @Test
    void aRestartSaysSinceWhenItsReleaseIsToBeLive() {
        Desired live = new SampleRollOut().desired(State.DONE, Allowed.ALL);
        Desired restarted = live.restarted(DeploymentId.next(), live.generation() + 1, Desired.Manner.restart(1, 1), 1)
                .restarted(DeploymentId.next(), live.generation() + 2, Desired.Manner.restart(1, 1), 1);
        assertThat(restarted.since()).isEqualTo(live.generation());
        assertThat(EntryText.desired(SampleRollOut.SHOP, EntryText.of(restarted))).isEqualTo(restarted);
        String older = EntryText.of(live).replaceFirst("\"since\":\\d+,", "");
        assertThat(EntryText.desired(SampleRollOut.SHOP, older)).isEqualTo(live);
    }

    @Test
    void whatContradictsItselfIsRefused() {
        String text = EntryText.of(new SampleRollOut().desired(State.PREPARING, Allowed.NONE))
                .replace("\"" + SampleRollOut.NEXT + "\",\"previous\"", "null,\"previous\"");
        assertThatThrownBy(() -> EntryText.desired(SampleRollOut.SHOP, text)).isInstanceOf(IllegalArgumentException.class);
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
