package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrippedTopTest {
    @TempDir
    private Path temporary;
    private Path release;

    @BeforeEach
    void makeDirectory() throws IOException {
        release = Files.createDirectory(temporary.resolve("release"));
    }

    @Test
    void oneDirectoryIsTakenAwayFromEveryName() throws IOException {
        Extracted extracted = extract(1, new TarBytes().directory("shop-1.0/", 0755).file("shop-1.0/a", "alpha")
                .file("./shop-1.0/lib/b", "beta").hardLink("shop-1.0/c", "shop-1.0/a"));

        assertThat(release.resolve("a")).hasContent("alpha");
        assertThat(release.resolve("lib/b")).hasContent("beta");
        assertThat(release.resolve("c")).hasContent("alpha");
        assertThat(release.resolve("shop-1.0")).doesNotExist();
        assertThat(extracted.files()).isEqualTo(3);
        assertThat(extracted.directories()).isEqualTo(1);
    }

    @Test
    void moreThanOneAreTakenAway() throws IOException {
        extract(2, new TarBytes().directory("a/", 0755).directory("a/b/", 0755).file("a/b/c", "x").file("a/b/d/e", "y"));

        assertThat(release.toFile().list()).containsExactlyInAnyOrder("c", "d");
    }

    @Test
    void withoutBeingAskedNothingIsTakenAway() throws IOException {
        extract(0, new TarBytes().file("only/a", "x"));

        assertThat(release.resolve("only/a")).hasContent("x");
    }

    @Test
    void theModeOfADirectoryThatIsTakenAwayIsNotThatOfTheRelease() throws IOException {
        Files.setPosixFilePermissions(release, PosixFilePermissions.fromString("rwx------"));
        extract(1, new TarBytes().directory("top/", 0755).file("top/a", "x"));

        assertThat(Files.getPosixFilePermissions(release)).hasSize(3);
    }

    @Test
    void aFileOfWhoseNameNothingIsLeftIsRefused() {
        assertRefused("nothing is left of its name", "README", 1,
                new TarBytes().file("top/a", "x").file("README", "y"));
        assertRefused("2 of its 2 components", "a/b", 2, new TarBytes().symbolicLink("a/b", "c"));
        assertRefused("nothing is left of the target of its hard link", "top/l", 1,
                new TarBytes().file("top/a", "x").hardLink("top/l", "top"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"other/b", "top2/b", "to/b", "Top/b"})
    void twoTreesAreNotMerged(String beside) {
        assertRefused("others beside", beside, 1, new TarBytes().file("top/a", "x").file(beside, "y"));
    }

    @Test
    void aDirectoryBesideTheOneThatIsTakenAwayIsRefusedToo() {
        assertRefused("others beside", "other/", 1, new TarBytes().file("top/a", "x").directory("other/", 0755));
        assertRefused("others beside", "b/", 2, new TarBytes().directory("a/", 0755).directory("b/", 0755));
    }

    @Test
    void aHardLinkToAnotherTreeIsRefused() {
        assertRefused("others beside", "top/l", 1, new TarBytes().file("top/a", "x").hardLink("top/l", "other/a"));
    }

    @Test
    void aSymbolicLinkKeepsItsTargetWhichMustLeadIntoWhatIsLeft() throws IOException {
        extract(1, new TarBytes().file("top/a", "x").symbolicLink("top/d/l", "../a").symbolicLink("top/m", "a"));

        assertThat(Files.readSymbolicLink(release.resolve("d/l"))).hasToString("../a");
        assertThat(release.resolve("d/l")).hasContent("x");
        release = Files.createDirectory(temporary.resolve("other"));
        assertRefused("outside of the component", "l", 1,
                new TarBytes().file("top/a", "x").symbolicLink("top/l", "../top/a"));
    }

    @Test
    void whatIsLeftObeysAllRules() {
        assertRefused("it names a drive", "C:/x", 1, new TarBytes().file("top/C:/x", "x"));
        assertRefused("something of that name was there before", "a", 1,
                new TarBytes().file("top/a", "x").file("top//a", "y"));
        assertRefused("there is nothing in the archive", null, 1, new TarBytes().directory("top/", 0755));
    }

    @Test
    void theDepthIsCountedInWhatIsLeft() throws IOException {
        ArchiveLimits limits = new ArchiveLimits(1 << 20, 1 << 20, 100, 200, 3, false);

        extract(1, new TarBytes().file("top/1/2/3", "x"), limits);
        assertThat(release.resolve("1/2/3")).hasContent("x");
        assertThatThrownBy(() -> extract(1, new TarBytes().file("top/1/2/3/4", "x"), limits))
                .hasMessageContaining("max-depth");
    }

    private void assertRefused(String reason, @Nullable String entry, int levels, TarBytes tar) {
        assertThatThrownBy(() -> {
            release = Files.createTempDirectory(temporary, "release");
            extract(levels, tar);
        }).isInstanceOfSatisfying(DeployException.class, e -> {
            assertThat(e.problem()).isEqualTo(Problem.ARCHIVE_REFUSED);
            assertThat(e.detail()).contains(reason);
            assertThat(e.entry()).isEqualTo(entry);
        });
    }

    private Extracted extract(int levels, TarBytes tar) throws IOException {
        return extract(levels, tar, ArchiveLimits.defaults());
    }

    private Extracted extract(int levels, TarBytes tar, ArchiveLimits limits) throws IOException {
        return new TarExtractor(limits, SpaceCheck.NONE).extract(new ByteArrayInputStream(tar.end()), release,
                temporary.resolve("links"), levels, ExtractionProgress.NONE);
    }
}
