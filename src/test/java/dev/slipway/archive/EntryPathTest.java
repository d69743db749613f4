package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryPathTest {
    @ParameterizedTest
    @CsvSource({"a, a", "./a, a", "a/b, a/b", "a//b/./c/, a/b/c", "a/., a", "..a/a../..., ..a/a../...", "a:b, a:b",
        "C:, C:", "-rf, -rf", "é/日本.txt, é/日本.txt", "😀, 😀", "'a b ', 'a b '"})
    void aNameIsBroughtIntoItsPlainForm(String name, String plain) {
        assertThat(EntryPath.of(name).value()).isEqualTo(plain);
        assertThat(EntryPath.of(name.getBytes(StandardCharsets.UTF_8))).isEqualTo(EntryPath.of(name));
        assertThat(EntryPath.of(plain).value()).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "./", "././/."})
    void theRootHasNoComponents(String name) {
        assertThat(EntryPath.of(name).isRoot()).isTrue();
        assertThat(EntryPath.of(name).depth()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/a", "//a", "..", "../a", "a/..", "a/../b", "./..", "a/../../b", "C:/a", "c:..",
        "C:../a", "./C:/a", "a\\b", "\\\\srv\\x", "C:\\a", "a\nb", "a\0b", "a\u007fb", "a\u009bb",
        "a\ud800b", "\udc00"})
    void aNameThatIsNotPlainAndInsideIsRefused(String name) {
        assertThatThrownBy(() -> EntryPath.of(name)).isInstanceOf(DeployException.class)
                .extracting(e -> ((DeployException) e).problem()).isEqualTo(Problem.ARCHIVE_REFUSED);
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedAndAReplacementCharacterIsNot() {
        for (byte[] name : new byte[][] {{'a', (byte) 0xff}, {(byte) 0xc0, (byte) 0xae}}) {
            assertThatThrownBy(() -> EntryPath.of(name)).hasMessageContaining("not valid UTF-8");
        }
        assertThat(EntryPath.of("a\ufffd".getBytes(StandardCharsets.UTF_8)).value()).isEqualTo("a\ufffd");
    }

    @Test
    void lengthsAreCountedInBytes() {
        String longest = "é".repeat(127) + "x";
        assertThat(EntryPath.of(longest).value()).isEqualTo(longest);
        assertThatThrownBy(() -> EntryPath.of(longest + "x")).hasMessageContaining("255 bytes");
        assertThatThrownBy(() -> EntryPath.of("😀".repeat(64))).hasMessageContaining("255 bytes");

        String path = ("d".repeat(255) + "/").repeat(4);
        assertThat(EntryPath.of(path).depth()).isEqualTo(4);
        assertThat(EntryPath.of("d".repeat(254) + "/" + "e".repeat(255) + "/" + "f".repeat(255) + "/" + "g".repeat(255)
                + "/h")).extracting(EntryPath::depth).isEqualTo(5);
        assertThatThrownBy(() -> EntryPath.of(path + "xy")).hasMessageContaining("1024 bytes");
    }

    @Test
    void depthAndParentFollowTheComponents() {
        assertThat(EntryPath.of("a/b/c").depth()).isEqualTo(3);
        assertThat(EntryPath.of("a/b/c").parent()).isEqualTo("a/b");
        assertThat(EntryPath.of("a").parent()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/", "a//b", "./a", "..", "/a"})
    void theConstructorTakesOnlyThePlainForm(String value) {
        assertThatThrownBy(() -> new EntryPath(value)).isInstanceOf(DeployException.class);
    }
}
