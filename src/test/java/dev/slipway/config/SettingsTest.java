package dev.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @TempDir
    Path home;

    /** What a new process with that environment and these system properties reads; prints {@code max-depth}. */
    public static final class Reader {
        public static void main(String[] args) throws IOException {
            System.out.print(Settings.read(Map.of("slipway.max-depth", "1"), Path.of(args[0])).count(Knob.MAX_DEPTH));
        }
    }

    @Test
    void systemPropertyThenEnvironmentThenFileThenContainer() throws Exception {
        assertThat(Settings.read(Map.of(), home).count(Knob.MAX_DEPTH)).as("default").isEqualTo(64);
        assertThat(Settings.read(Map.of("slipway.max-depth", "1"), home).count(Knob.MAX_DEPTH)).isEqualTo(1);
        file("slipway.max-depth=2");
        assertThat(Settings.read(Map.of("slipway.max-depth", "1"), home).count(Knob.MAX_DEPTH)).isEqualTo(2);
        assertThat(inProcess(Map.of(), List.of())).isEqualTo("2");
        assertThat(inProcess(Map.of("SLIPWAY_MAX_DEPTH", "3"), List.of())).isEqualTo("3");
        assertThat(inProcess(Map.of("SLIPWAY_MAX_DEPTH", "3"), List.of("-Dslipway.max-depth=4"))).isEqualTo("4");
    }

    private String inProcess(Map<String, String> environment, List<String> options) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("surefire.test.class.path",
                System.getProperty("java.class.path")).replace(",", File.pathSeparator), Reader.class.getName(),
                home.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(home.resolve("error.txt").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return printed;
    }

    @Test
    void aShortSecretOfTheClusterStopsTheStartAndIsNotShown() {
        String secret = "x7Qk".repeat(7) + "abc";
        assertThatIllegalArgumentException().isThrownBy(() -> Settings.of(Map.of("slipway.cluster-secret", secret)))
                .withMessage("slipway.cluster-secret must have at least 32 characters, not 31");
        assertThat(Settings.of(Map.of("slipway.cluster-secret", secret + "d")).given(Knob.CLUSTER_SECRET))
                .contains(secret + "d");
    }

    @Test
    void theFileIsNotNeededToFindTheHome() {
        assertThat(Settings.withoutFile(Map.of("slipway.home", "/srv/x")).given(Knob.HOME)).contains("/srv/x");
    }

    @Test
    void aSettingThatDoesNotExistIsRefusedByName() throws IOException {
        file("slipway.max-dept=3", "slipway.zzz=1", "slipway.max-depth=3", "other.thing=1");
        assertThatIllegalArgumentException().isThrownBy(() -> Settings.read(Map.of(), home))
                .withMessage("slipway.properties has settings that do not exist: other.thing, slipway.max-dept, slipway.zzz");
    }

    @Test
    void aFileInAnotherEncodingIsNotMisread() throws IOException {
        Files.write(home.resolve(Settings.FILE), new byte[] {'#', (byte) 0xe4, '\n'});
        assertThatThrownBy(() -> Settings.read(Map.of(), home)).isInstanceOf(MalformedInputException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "max-depth, many, slipway.max-depth: \"many\" is not a whole number",
        "max-depth, 0, 'slipway.max-depth must be at least 1, not 0'",
        "max-depth, -3, 'slipway.max-depth must be at least 1, not -3'",
        "max-entries, 99999999999, slipway.max-entries: \"99999999999\" is not a whole number",
        "max-payload-bytes, lots, slipway.max-payload-bytes: \"lots\" is not a number of bytes",
        "max-payload-bytes, 5 PB, slipway.max-payload-bytes: \"5 PB\" has an unknown unit",
        "max-payload-bytes, 9999999999TiB, slipway.max-payload-bytes: ",
        "min-free-bytes, none, slipway.min-free-bytes: \"none\" is not a number of bytes",
        "stall-timeout, soon, slipway.stall-timeout: \"soon\" is not a time",
        "stall-timeout, 2 days, slipway.stall-timeout: \"2 days\" has an unknown unit",
        "upload-deadline, 999999999999999999h, slipway.upload-deadline: ",
        "keep-payloads, yes, 'slipway.keep-payloads must be true or false, not yes'",
        "sync, maybe, 'slipway.sync must be safe or off, not maybe'"})
    void aBadValueIsNamedWithItsSetting(String label, String value, String message) throws IOException {
        file("slipway." + label + "=" + value);
        assertThatIllegalArgumentException().isThrownBy(() -> Settings.read(Map.of(), home))
                .withMessageStartingWith(message);
        assertThatIllegalArgumentException().isThrownBy(() -> Settings.of(Map.of("slipway." + label, value)))
                .withMessageStartingWith(message);
    }

    @Test
    void valuesHaveTheirUnits() {
        Settings settings = Settings.of(Map.of("slipway.stall-timeout", "1500ms", "slipway.pipe-bytes", "128KiB",
                "slipway.keep-payloads", "FALSE", "slipway.public-url", " https://x.example "));
        assertThat(settings.duration(Knob.STALL_TIMEOUT)).isEqualTo(Duration.ofMillis(1500));
        assertThat(settings.bytes(Knob.PIPE_BYTES)).isEqualTo(131_072);
        assertThat(settings.flag(Knob.KEEP_PAYLOADS)).isFalse();
        assertThat(settings.text(Knob.PUBLIC_URL)).isEqualTo("https://x.example");
        assertThat(settings.givenBytes(Knob.PIPE_POOL_BYTES)).isEmpty();
    }

    @Test
    void anEmptyValueIsNoValue() {
        Settings settings = Settings.of(Map.of("slipway.max-depth", " ", "slipway.public-url", ""));
        assertThat(settings.count(Knob.MAX_DEPTH)).isEqualTo(64);
        assertThat(settings.given(Knob.PUBLIC_URL)).isEmpty();
    }

    private void file(String... lines) throws IOException {
        Files.write(home.resolve(Settings.FILE), List.of(lines));
    }
}
