package dev.slipway.release;

import static dev.slipway.release.Trees.APP;
import static dev.slipway.release.Trees.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseStoreTest {
    @TempDir
    private Path scratch;
    private HomeDirectory home;
    private ReleaseStore store;

    @BeforeEach
    void open() throws IOException {
        home = Trees.open(scratch.resolve("home"));
        store = new ReleaseStore(home);
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    @Test
    void aStagingDirectoryHasAnEmptyTreeAndRoomBesideIt() {
        Staging staging = store.stage(APP, DeploymentId.next());
        assertThat(staging.tree()).isEmptyDirectory().hasParent(staging.scratch());
        assertThat(staging.project()).isEqualTo(APP);
    }

    @Test
    void aDiscardedStagingDirectoryIsGone() throws IOException {
        Staging staging = store.stage(APP, DeploymentId.next());
        Trees.fill(staging.tree(), staging.id());
        Files.writeString(staging.scratch().resolve("links"), "scratch");
        assertThat(staging.discard()).isZero();
        assertThat(names(home.staging())).isEmpty();
        assertThat(staging.discard()).isZero();
    }

    @Test
    void anIdCanBeStagedOnlyOnce() throws IOException {
        DeploymentId id = DeploymentId.next();
        store.stage(APP, id);
        DeploymentId kept = Trees.deploy(home);
        Map.of(id, Problem.INVALID_REQUEST, kept, Problem.DEPLOYMENT_ID_USED).forEach((used, problem) -> {
            DeployException e = catchThrowableOfType(DeployException.class, () -> store.stage(APP, used));
            assertThat(e.problem()).isEqualTo(problem);
            assertThat(e.detail()).contains(used.value());
        });
    }

    @Test
    void aStagingDirectoryThatCannotBeMadeLeavesNothing() throws IOException {
        for (int n = 1; n <= 2; n++) {
            ReleaseStore failing = new ReleaseStore(home, new FaultyDisk(FaultyDisk.Fault.DISK_FULL, n));
            DeployException e =
                    catchThrowableOfType(DeployException.class, () -> failing.stage(APP, DeploymentId.next()));
            assertThat(e.problem()).isEqualTo(Problem.NO_SPACE);
            assertThat(names(home.staging())).isEmpty();
        }
    }

    @Test
    void nothingIsLiveAtFirst() {
        assertThat(store.live(APP)).isEmpty();
        assertThat(store.projects()).isEmpty();
    }

    @Test
    void theLiveProjectsAreListedWithoutTemporaryLinks() throws IOException {
        Trees.deploy(home);
        Files.createSymbolicLink(home.live().resolve(".new-other"), Path.of("x"));
        Files.createDirectory(home.live().resolve("directory"));
        assertThat(store.projects()).containsExactly(APP);
    }

    @Test
    void aLinkToSomewhereElseIsNotTakenForARelease() throws IOException {
        for (String target : new String[] {"/etc", "../releases/other/" + DeploymentId.next(), "..", "/"}) {
            Files.deleteIfExists(store.livePath(APP));
            Files.createSymbolicLink(store.livePath(APP), Path.of(target));
            assertThatThrownBy(() -> store.live(APP)).isInstanceOf(DeployException.class)
                    .hasMessageContaining("live/app is a link that Slipway did not make");
        }
    }

    @Test
    void theSweepTakesLitterAndNothingElse() throws IOException {
        DeploymentId live = Trees.deploy(home);
        Staging left = store.stage(APP, DeploymentId.next());
        Trees.fill(left.tree(), left.id());
        Files.createSymbolicLink(home.live().resolve(".new-app"), Path.of("x"));
        Files.writeString(home.journal().resolve(".app.tmp"), "{");
        Files.writeString(home.journal().resolve("other.json"), "{}");
        Files.writeString(home.payloads().resolve(".incoming-" + left.id()), "half");
        Files.writeString(home.payloads().resolve("a".repeat(64)), "whole");
        Files.createDirectory(home.releases().resolve("empty"));
        assertThat(store.sweep()).isEqualTo(new Sweep(5, 0));
        assertThat(names(home.staging())).isEmpty();
        assertThat(names(home.live())).containsExactly("app");
        assertThat(names(home.journal())).containsExactly("other.json");
        assertThat(names(home.payloads())).containsExactly("a".repeat(64));
        assertThat(names(home.releases())).containsExactly("app");
        assertThat(store.live(APP)).contains(live);
        assertThat(store.sweep()).isEqualTo(new Sweep(0, 0));
    }

    @Test
    void theSweepCountsWhatItCannotDelete() throws IOException {
        store.stage(new ProjectName("other"), DeploymentId.next());
        assertThat(new ReleaseStore(home, new FaultyDisk(FaultyDisk.Fault.IO_ERROR, 1)).sweep())
                .isEqualTo(new Sweep(0, 2)); // the tree, and the directory that is therefore not empty
    }

    @Test
    void whatIsOnDiskIsListedLiveOrNot() throws IOException {
        DeploymentId first = Trees.deploy(home);
        DeploymentId second = Trees.deploy(home);
        Files.createDirectories(home.releases().resolve("other/not-an-id"));
        Files.writeString(home.releases().resolve("stray.txt"), "no project");
        assertThat(store.kept(APP)).containsExactly(first, second);
        assertThat(store.kept(new ProjectName("other"))).isEmpty();
        assertThat(store.kept(new ProjectName("nowhere"))).isEmpty();
        assertThat(store.projectsOnDisk()).containsExactly(APP, new ProjectName("other"));
    }

    @Test
    void contentWithSeveralNamesCountsOnce() throws IOException {
        DeploymentId id = Trees.deploy(home);
        Path release = store.releasePath(APP, id);
        ReleaseSize before = store.size(APP, id);
        assertThat(before.files()).isEqualTo(Trees.FILES);
        long index = Files.size(release.resolve("index.html"));
        assertThat(before.bytes()).isEqualTo(index + 3 * ("a" + id).length());
        Files.createLink(release.resolve("same.html"), release.resolve("index.html"));
        assertThat(store.size(APP, id)).isEqualTo(new ReleaseSize(Trees.FILES + 1, before.bytes()));
        Files.createLink(scratch.resolve("elsewhere"), release.resolve("index.html"));
        assertThat(store.size(APP, id).bytes()).isEqualTo(before.bytes() - index + 2 * (index / 3));
        assertThatThrownBy(() -> store.size(APP, DeploymentId.next())).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(Problem.NOT_FOUND));
    }
}
