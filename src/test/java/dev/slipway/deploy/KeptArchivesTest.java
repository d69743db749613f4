package dev.slipway.deploy;

import static dev.slipway.deploy.KeptSite.APP;
import static dev.slipway.deploy.KeptSite.digest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Records;
import dev.slipway.release.PayloadStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptArchivesTest {
    @TempDir
    private Path folder;
    private KeptSite site;

    @BeforeEach
    void open() throws IOException {
        site = new KeptSite(folder.resolve("home"));
    }

    @AfterEach
    void close() throws IOException {
        site.close();
    }

    @Test
    void anArchiveGoesWithTheLastRecordThatKeepsIt() throws IOException {
        DeploymentId first = site.deploy(APP, "same");
        DeploymentId second = site.deploy(APP, "same");
        assertThat(site.archives.drop(first)).isZero();
        assertThat(site.archives.find(digest("same"))).isPresent();
        assertThat(site.saysKept(first)).isFalse();
        assertThat(site.archives.drop(second)).isEqualTo("same".length());
        assertThat(site.archives.find(digest("same"))).isEmpty();
        assertThat(site.saysKept(second)).isFalse();
        assertThat(site.archives.drop(second)).isZero();
        assertThat(site.archives.drop(DeploymentId.next())).isZero();
    }

    @Test
    void anArchiveThatIsJustBeingKeptAgainIsNotDeleted() throws IOException {
        DeploymentId old = site.deploy(APP, "same");
        DeploymentId next = DeploymentId.next();
        try (KeptArchives.Reservation reserved = site.archives.keep(site.arriving("same"), digest("same"))) {
            assertThat(site.archives.drop(old)).isZero();
            assertThat(site.archives.sweep(digest("same"))).isZero();
            site.records.put(Histories.keeping(
                    Histories.deployment(next, Status.SUCCESS, site.now, Optional.empty()), digest("same"), 4), 0);
        }
        assertThat(site.archives.find(digest("same"))).isPresent();
        assertThat(site.archives.drop(next)).isEqualTo(4);
    }

    @Test
    void anArchiveForWhichNoRecordCameIsDeleted() {
        site.archives.keep(site.arriving("alone"), digest("alone")).close();
        assertThat(site.archives.find(digest("alone"))).isEmpty();
    }

    @Test
    void anArchiveThatCannotBeKeptIsNotReserved() throws IOException {
        DeploymentId old = site.deploy(APP, "same");
        PayloadStore.Incoming spent = site.arriving("same");
        spent.keep(digest("same"));
        assertThatThrownBy(() -> site.archives.keep(spent, digest("same"))).isInstanceOf(IllegalStateException.class);
        assertThat(site.archives.drop(old)).isEqualTo(4);
    }

    @Test
    void aRecordThatChangesMeanwhileIsToldAllTheSame() throws IOException {
        DeploymentId id = site.deploy(APP, "archive");
        AtomicInteger writes = new AtomicInteger();
        Records contended = site.writing(() -> {
            if (writes.getAndIncrement() == 0) {
                Records.Stored stored = site.records.get(id).orElseThrow();
                site.records.put(stored.deployment(), stored.version());
            }
            return true;
        });
        new KeptArchives(site.payloads, contended, Histories.HOME).drop(id);
        assertThat(writes.get()).isEqualTo(2);
        assertThat(site.saysKept(id)).isFalse();
    }

    @Test
    void theFileGoesEvenIfTheRecordCannotBeWrittenAndItIsToldLater() throws IOException {
        DeploymentId id = site.deploy(APP, "archive");
        boolean[] failing = {true};
        Records full = site.writing(() -> {
            if (failing[0]) {
                throw new DeployException(Problem.RECORDS_FAILED, "the disk is full");
            }
            return true;
        });
        KeptArchives archives = new KeptArchives(site.payloads, full, Histories.HOME);
        assertThat(archives.drop(id)).isEqualTo("archive".length());
        assertThat(site.archives.find(digest("archive"))).isEmpty();
        archives.tellRecords();
        assertThat(site.saysKept(id)).isTrue();
        failing[0] = false;
        archives.tellRecords();
        assertThat(site.saysKept(id)).isFalse();
    }

    @Test
    void theRecordIsToldOfAnArchiveThatIsGone() throws IOException {
        DeploymentId there = site.deploy(APP, "there");
        DeploymentId gone = site.deploy(APP, "gone");
        Files.delete(site.payloads.find(digest("gone")).orElseThrow());
        for (DeploymentId id : new DeploymentId[] {there, gone}) {
            Deployment deployment = site.records.get(id).orElseThrow().deployment();
            site.archives.tellIfGone(deployment);
        }
        assertThat(site.saysKept(there)).isTrue();
        assertThat(site.saysKept(gone)).isFalse();
    }

    @Test
    void whatADeploymentKeepsThatHasNotEndedIsLeft() throws IOException {
        DeploymentId ended = site.deploy(APP, "same");
        DeploymentId running = DeploymentId.next();
        site.keep(Histories.deployment(running, Status.ACTIVATING, site.now, Optional.empty()), "same");
        assertThat(site.archives.dropAll(digest("same"))).isZero();
        assertThat(site.saysKept(ended)).isFalse();
        assertThat(site.saysKept(running)).isTrue();
        assertThat(site.archives.find(digest("same"))).isPresent();
    }

    @Test
    void theArchiveOfAnotherServerIsNotGivenUpHere() throws IOException {
        DeploymentId id = site.deploy(APP, "theirs");
        KeptArchives other = new KeptArchives(site.payloads, site.records, "elsewhere");
        assertThatThrownBy(() -> other.drop(id)).isInstanceOfSatisfying(DeployException.class, e -> {
            assertThat(e.problem()).isEqualTo(Problem.NOT_POSSIBLE_NOW);
            assertThat(e.detail()).contains("server node");
        });
        assertThat(site.saysKept(id)).isTrue();
        assertThat(site.archives.find(digest("theirs"))).isPresent();
    }
}
