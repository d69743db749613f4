package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.archive.PackingFailedException.Reason;
import dev.slipway.archive.TreeSurvey.DanglingLink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TreeSurveyTest {
    private static final PackOptions PLAIN = PackOptions.DEFAULT.with(PackCompression.NONE);

    @TempDir
    Path tree;

    @Test
    void whatIsThereIsCounted() throws IOException {
        write("a", 10);
        write("d/b", 5);
        write("d/e/.hidden", 0);
        link("l", "a");
        TreeSurvey survey = survey(PLAIN);
        assertThat(survey.files()).isEqualTo(3);
        assertThat(survey.directories()).isEqualTo(2);
        assertThat(survey.links()).isEqualTo(1);
        assertThat(survey.bytes()).isEqualTo(15);
        assertThat(survey.dangling()).isEmpty();
    }

    /** The receiver counts headers and bytes of the archive against its limits: the forecast must be exact. */
    @ParameterizedTest
    @EnumSource(value = DanglingLinks.class, names = {"KEEP", "SKIP"})
    void theArchiveHasTheEntriesAndBytesThatWereForetold(DanglingLinks treatment) throws IOException {
        for (int length : new int[] {1, 98, 99, 100, 101, 150, 255}) {
            write("n".repeat(length), length * 7);
            write("\u00fc".repeat(Math.max(1, length / 2)), 512);
            write("d".repeat(length - 1) + "D/" + "e".repeat(length), 513);
            link("l" + "l".repeat(Math.min(length, 254)), "t".repeat(length));
            link("m" + "l".repeat(Math.min(length, 254)), "\u00f6/x".repeat(length / 4 + 1));
        }
        PackOptions options = PLAIN.with(treatment);
        TreeSurvey survey = survey(options);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        PackProgress progress = new PackProgress();
        new Packager(tree, options).pack(packed, progress);

        assertThat(packed.size()).isEqualTo(survey.archiveBytes());
        assertThat(headers(packed.toByteArray())).isEqualTo(survey.entries());
        assertThat(progress.files()).isEqualTo(survey.files());
        assertThat(progress.links()).isEqualTo(survey.links());
        assertThat(progress.directories()).isEqualTo(survey.directories());
        assertThat(progress.bytes()).isEqualTo(survey.bytes());
    }

    @Test
    void everythingThatIsWrongIsToldAtOnceInTheOrderOfThePaths() throws Exception {
        write("good", 1);
        write("back\\slash/inside:\002", 1);
        write("back\\slash/fine", 1);
        link("back\\slash/out", "/etc/passwd");
        link("absolute", "/etc/passwd");
        link("above", "..");
        link("circle", "circle");
        link("through", "good/x");
        write("z/" + "n/".repeat(64) + "deep", 1);
        Files.createDirectories(tree.resolve("y/" + ("p".repeat(200) + "/").repeat(6)));
        assertThat(new ProcessBuilder("mkfifo", tree.resolve("pipe").toString()).start().waitFor()).isZero();

        PackingFailedException e = failure(PLAIN);
        assertThat(e.problems()).extracting(PackingProblem::entry).containsExactly("above", "absolute",
                "back\\\\slash", "back\\\\slash/inside:\\u0002", "back\\slash/out", "circle", "pipe", "through",
                "y/" + ("p".repeat(200) + "/").repeat(5).substring(0, 298) + "\u2026",
                "z/" + "n/".repeat(63) + "n");
        assertThat(e.problems()).extracting(PackingProblem::reason).containsOnly(Reason.REFUSED);
        assertThat(e.problems()).extracting(PackingProblem::text).satisfiesExactly(
                text -> assertThat(text).contains("outside"), text -> assertThat(text).contains("absolute", "/etc"),
                text -> assertThat(text).contains("backslash"), text -> assertThat(text).contains("control"),
                text -> assertThat(text).contains("absolute"), text -> assertThat(text).contains("circle"),
                text -> assertThat(text).contains("pipe"), text -> assertThat(text).contains("through a file"),
                text -> assertThat(text).contains("longer than 1024"), text -> assertThat(text).contains("too deep"));
        assertThat(e).hasMessage("10 things in the directory cannot be packed");
    }

    @Test
    void aNameThatIsNotUtf8IsToldWithItsDirectoryAndWhatIsBelowIsLookedAtToo() throws Exception {
        Files.createDirectory(tree.resolve("d"));
        String script = "cd \"$1\"/d && name=$(printf 'caf\\351') && mkdir \"$name\" && ln -s /etc \"$name\"/l";
        assertThat(new ProcessBuilder("sh", "-c", script, "sh", tree.toString()).inheritIO().start().waitFor()).isZero();
        PackingFailedException e = failure(PLAIN);
        assertThat(e.problems()).extracting(PackingProblem::entry)
                .containsExactly("d/caf\ufffd", "d/caf\ufffd/l");
        assertThat(e.problems().get(0).text()).contains("not UTF-8");
    }

    @Test
    void ofVeryManyFaultsTheFirstAreListedAndTheOthersCounted() throws IOException {
        for (int i = 0; i < 250; i++) {
            write(String.format("x%03d\\", i), 0);
        }
        PackingFailedException e = failure(PLAIN);
        assertThat(e.problems()).hasSize(TreeSurvey.MOST_LISTED);
        assertThat(e.problems().get(99).entry()).isEqualTo("x099\\\\");
        assertThat(e.omitted()).isEqualTo(150);
        assertThat(e).hasMessageStartingWith("250 things");
    }

    @Test
    void danglingLinksAreListedAndKeptOrSkippedOrRefused() throws IOException {
        write("a", 1);
        link("b", "gone");
        link("c", "b");
        link("d", "a");
        List<DanglingLink> both = List.of(new DanglingLink("b", "gone"), new DanglingLink("c", "b"));
        assertThat(survey(PLAIN).dangling()).isEqualTo(both);
        assertThat(survey(PLAIN).links()).isEqualTo(3);
        TreeSurvey skipping = survey(PLAIN.with(DanglingLinks.SKIP));
        assertThat(skipping.dangling()).isEqualTo(both);
        assertThat(skipping.links()).isEqualTo(1);
        assertThat(failure(PLAIN.with(DanglingLinks.REFUSE)).problems()).extracting(PackingProblem::entry)
                .containsExactly("b", "c");
    }

    @Test
    void aTreeThatIsEmptyOrHoldsNothingButSkippedLinksIsRefused() throws IOException {
        assertThat(failure(PLAIN)).hasMessageContaining("empty");
        link("b", "gone");
        assertThat(failure(PLAIN.with(DanglingLinks.SKIP))).hasMessageContaining("empty");
        assertThat(survey(PLAIN).links()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"max-entries, 3, 4 where 3, .", "max-entry-bytes, 1999, 2000 bytes where 1999, d/large",
        "max-unpacked-bytes, 10239, d/large (2000), .", "max-depth, 1, too deep, d/large"})
    void theLimitsOfTheServerAreAppliedBeforeAnythingIsSent(String limit, long value, String text, String entry)
            throws IOException {
        write("a", 1);
        write("b", 2);
        write("d/large", 2000);
        PackingFailedException e = failure(PLAIN.with(ArchiveLimits.announced(Map.of(limit, value))));
        assertThat(e.entry()).isEqualTo(entry);
        assertThat(e).hasMessageContaining(text);
        if (e.reason() == Reason.LIMIT) {
            assertThat(e.problems().get(0).limit().knob()).isEqualTo(limit);
            assertThat(e).hasMessageContaining(limit);
            assertThat(e.remedy()).contains("slipway." + limit);
        }
        survey(PLAIN.with(ArchiveLimits.announced(Map.of(limit, value + 1))));
    }

    @Test
    void anUncompressedArchiveIsHeldAgainstThePayloadLimitToo() throws IOException {
        write("a", 1);
        TreeSurvey survey = survey(PLAIN);
        survey.checkPayload(PackCompression.NONE, 10_240);
        survey.checkPayload(PackCompression.zstd(3), 10_239);
        assertThatThrownBy(() -> survey.checkPayload(PackCompression.NONE, 10_239))
                .hasMessageContaining("max-payload-bytes");
    }

    @Test
    void aDirectoryMayBeNamedByALinkAndWithASlash() throws IOException {
        write("real/a", 1);
        link("alias", "real");
        assertThat(TreeSurvey.of(tree.resolve("alias"), PLAIN, seen -> {}).files()).isEqualTo(1);
        assertThat(TreeSurvey.of(Path.of(tree + "/real/"), PLAIN, seen -> {}).files()).isEqualTo(1);
        assertThatThrownBy(() -> TreeSurvey.of(tree.resolve("real/a"), PLAIN, seen -> {}))
                .hasMessageContaining("not a directory");
    }

    @Test
    void anInterruptionEndsIt() throws IOException {
        for (int i = 0; i < 300; i++) {
            write("f" + i, 0);
        }
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> survey(PLAIN)).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private TreeSurvey survey(PackOptions options) throws IOException {
        return TreeSurvey.of(tree, options, seen -> {});
    }

    private PackingFailedException failure(PackOptions options) {
        return catchThrowableOfType(PackingFailedException.class, () -> survey(options));
    }

    private void write(String name, int bytes) throws IOException {
        Path file = tree.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[bytes]);
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(tree.resolve(name), Path.of(target));
    }

    /** Blocks with a header: the reader tells the position of each entry's, extended ones lie before. */
    private static long headers(byte[] archive) throws IOException {
        long count = 0;
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(archive), "UTF-8")) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                count += entry.getExtraPaxHeaders().isEmpty() && isShort(entry.getName()) && isShort(entry.getLinkName())
                        ? 1 : 2;
            }
        }
        return count;
    }

    private static boolean isShort(String text) {
        return text.length() < 100 && text.chars().allMatch(c -> c < 0x80);
    }
}
