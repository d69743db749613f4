package dev.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KnobTest {
    private static final Path TABLE = Path.of("README.md");

    @Test
    void theTableInTheDocumentsIsTheTableInTheCode() throws IOException {
        List<String> table = Stream.concat(
                Stream.of("| setting | default | meaning |", "|---|---|---|"),
                Stream.of(Knob.values()).map(KnobTest::row))
                .toList();
        Files.createDirectories(Path.of("target"));
        Files.write(Path.of("target", "knobs.md"), table);
        assertThat(Files.readAllLines(TABLE).stream()
                        .dropWhile(line -> !line.startsWith("<!-- settings:"))
                        .skip(1)
                        .takeWhile(line -> !line.equals("<!-- /settings -->")))
                .as("the table in %s; how it should be stands in target/knobs.md", TABLE)
                .containsExactlyElementsOf(table);
    }

    private static String row(Knob knob) {
        String fallback = knob.fallback().isEmpty() ? "none" : "`" + knob.fallback() + "`";
        return "| `" + knob.property() + "` | " + fallback + " | " + knob.reason() + " |";
    }

    @ParameterizedTest
    @EnumSource(Knob.class)
    void aKnobHasANameAndAReason(Knob knob) {
        assertThat(knob.label()).matches("[a-z]+(-[a-z]+)*");
        assertThat(knob.property()).isEqualTo("slipway." + knob.label());
        assertThat(knob.reason()).endsWith(".").doesNotContain("|");
        assertThat(knob.fallback()).doesNotContain("|");
    }

    @Test
    void defaultsThatDoNotDependOnTheMachineCanBeRead() {
        Settings none = Settings.of(java.util.Map.of());
        for (Knob knob : Knob.values()) {
            boolean formula = knob.fallback().contains("(");
            switch (knob.kind()) {
                case BYTES -> assertThat(formula || none.bytes(knob) > 0).as(knob.label()).isTrue();
                case COUNT -> assertThat(none.count(knob)).as(knob.label()).isPositive();
                case DURATION -> assertThat(none.duration(knob)).as(knob.label()).isPositive();
                case FLAG -> assertThat(none.text(knob)).as(knob.label()).isIn("true", "false");
                case TEXT -> assertThat(none.given(knob)).as(knob.label()).isEmpty();
            }
        }
    }

    @Test
    void noTwoKnobsHaveTheSameName() {
        assertThat(Arrays.stream(Knob.values()).map(Knob::property)).doesNotHaveDuplicates();
    }
}
