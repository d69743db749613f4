package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.archive.ArchiveLimits;
import dev.slipway.archive.TarExtractor;
import dev.slipway.deploy.DeployRequest.Wish;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.MemoryRecords;
import dev.slipway.release.HomeDirectory;
import dev.slipway.release.PayloadStore;
import dev.slipway.release.ReleaseStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a real home with the real extractor. */
class DeployerTest {
    private static final ProjectName APP = new ProjectName("app");
    private static final int MOST = 100_000;

    @TempDir
    Path folder;

    private HomeDirectory home;
    private ReleaseStore releases;
    private Deployer deployer;

    private record Given(InputStream stream, Optional<Digest> declared) implements Payload {}

    @BeforeEach
    void open() throws IOException {
        home = HomeDirectory.open(folder.resolve("home"), Duration.ofSeconds(5));
        releases = new ReleaseStore(home);
        deployer = deployer(PayloadStore.keeping(home));
    }

    @Test
    void anIdWhoseReleaseNeverBecameLiveAndCouldNotBeUndoneCanBeDeployed() throws IOException {
        DeployRequest request = request(Optional.empty());
        Files.createDirectories(releases.releasePath(APP, request.id()));
        Files.writeString(home.path().resolve("journal/app.json"),
                "{\"project\":\"app\",\"to\":\"" + request.id() + "\",\"action\":\"LAUNCH\"}");
        deploy(request, tar("index.html", "hello"), Optional.empty());
        assertThat(releases.live(APP)).contains(request.id());
        assertThat(releases.livePath(APP).resolve("index.html")).hasContent("hello");
        nothingIsHalfDone();
    }

    private Deployer deployer(PayloadStore payloads) {
        ArchiveLimits limits = new ArchiveLimits(10_000_000, 10_000_000, 1000, 200, 64, false);
        return new Deployer(TestDeploys.tools(home, new MemoryRecords(), payloads, new TarExtractor(limits, (bytes, written) -> { }),
                MOST));
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    @Test
    void anArchiveBecomesLiveAndIsKept() throws IOException {
        byte[] tar = tar("index.html", "hello");
        DeployRequest request = request(Optional.empty());
        Deployment deployed = deploy(request, tar, Optional.empty());
        assertThat(deployed.id()).isEqualTo(request.id());
        assertThat(deployed.archive()).isEqualTo(new Deployment.Archive(Optional.of(digest(tar)), tar.length,
                Optional.of("application/x-tar"), true, 1, 5));
        assertThat(deployed.lineage().previous()).isEmpty();
        assertThat(deployed.events()).noneMatch(event -> event.name().equals("warning"));
        assertThat(releases.livePath(APP).resolve("index.html")).hasContent("hello");
        assertThat(home.path().resolve("payloads").resolve(digest(tar).hex())).hasBinaryContent(tar);
        nothingIsHalfDone();
    }

    @Test
    void theSecondDeployTellsOfTheFirst() throws IOException {
        DeploymentId first = deploy(request(Optional.empty()), tar("a", "1"), Optional.empty()).id();
        assertThat(deploy(request(Optional.empty()), tar("a", "2"), Optional.empty()).lineage().previous()).contains(first);
        assertThat(releases.livePath(APP).resolve("a")).hasContent("2");
    }

    @Test
    void aDigestDeclaredBeforeTheBodyMustAgree() throws IOException {
        byte[] tar = tar("a", "1");
        refused(request(Optional.of(digest(new byte[1]))), tar, Optional.empty(), Problem.DIGEST_MISMATCH,
                digest(tar).hex(), "Repr-Digest");
        deploy(request(Optional.of(digest(tar))), tar, Optional.empty());
    }

    @Test
    void aDigestDeclaredBehindTheBodyMustAgree() throws IOException {
        byte[] tar = tar("a", "1");
        refused(request(Optional.of(digest(tar))), tar, Optional.of(digest(new byte[1])), Problem.DIGEST_MISMATCH,
                digest(tar).hex(), "digest part");
        deploy(request(Optional.empty()), tar, Optional.of(digest(tar)));
    }

    @Test
    void withoutItsEndAnArchiveNeedsADigest() throws IOException {
        byte[] whole = tar("a", "1");
        byte[] cut = Arrays.copyOf(whole, 1024);
        refused(request(Optional.empty()), cut, Optional.empty(), Problem.ARCHIVE_REFUSED, "end-of-archive");
        deploy(request(Optional.of(digest(cut))), cut, Optional.empty());
        deploy(request(Optional.empty()), cut, Optional.of(digest(cut)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 512, 1000, 1536})
    void aSourceThatFailsLeavesNothingAndFreesTheProject(int after) throws IOException {
        byte[] tar = tar("a", "1");
        DeployException gone = new DeployException(Problem.CLIENT_GONE, "gone");
        InputStream failing = new SequenceInputStream(new ByteArrayInputStream(tar, 0, after), new InputStream() {
            @Override
            public int read() {
                throw gone;
            }
        });
        DeployRequest request = request(Optional.empty());
        assertThatThrownBy(() -> deployer.begin(request)
                .carryOut(new Given(failing, Optional.empty()))).isSameAs(gone);
        nothingIsThere();
        deploy(request(Optional.empty()), tar, Optional.empty());
    }

    @Test
    void aProjectThatIsClaimedIsBusyUntilItsDeployHasEnded() throws IOException {
        DeployRequest request = request(Optional.empty());
        Deploying deploying = deployer.begin(request);
        assertThatThrownBy(() -> deployer.begin(request(Optional.empty()))).isInstanceOfSatisfying(
                DeployException.class, e -> assertThat(e.problem()).isEqualTo(Problem.PROJECT_BUSY));
        deploying.carryOut(new Given(new ByteArrayInputStream(tar("a", "1")), Optional.empty()));
        theProjectIsFree();
    }

    @Test
    void aPayloadOverTheLimitIsRefused() throws IOException {
        refused(request(Optional.empty()), tar("a", "x".repeat(MOST)), Optional.empty(), Problem.LIMIT_EXCEEDED,
                "max-payload-bytes");
    }

    @Test
    void aPayloadAsLargeAsTheLimitIsTaken() throws IOException {
        byte[] tar = tar("a", "1");
        byte[] padded = Arrays.copyOf(tar, MOST / 512 * 512);
        assertThat(deploy(request(Optional.empty()), padded, Optional.empty()).archive().size()).isEqualTo(padded.length);
    }

    @Test
    void aRefusedEntryLeavesTheLiveReleaseAlone() throws IOException {
        deploy(request(Optional.empty()), tar("a", "1"), Optional.empty());
        DeployRequest second = request(Optional.empty());
        assertThatThrownBy(() -> deploy(second, tar("../x", "2"), Optional.empty()))
                .isInstanceOf(DeployException.class);
        assertThat(releases.livePath(APP).resolve("a")).hasContent("1");
        assertThat(releases.isKept(APP, second.id())).isFalse();
        nothingIsHalfDone();
    }

    @Test
    void anIdThatWasUsedIsRefusedAndTheProjectIsFree() throws IOException {
        DeployRequest request = request(Optional.empty());
        deploy(request, tar("a", "1"), Optional.empty());
        assertThatThrownBy(() -> deploy(request, tar("a", "2"), Optional.empty())).hasMessageContaining("already");
        theProjectIsFree();
    }

    @Test
    void whereNothingIsKeptThereIsNoPayload() throws IOException {
        deployer = deployer(PayloadStore.none());
        deploy(request(Optional.empty()), tar("a", "1"), Optional.empty());
        assertThat(children("payloads")).isEmpty();
    }

    private void refused(DeployRequest request, byte[] archive, Optional<Digest> behind, Problem problem,
            String... details) throws IOException {
        assertThatThrownBy(() -> deploy(request, archive, behind)).isInstanceOfSatisfying(DeployException.class, e -> {
            assertThat(e.problem()).isEqualTo(problem);
            assertThat(e.detail()).contains(details);
        });
        nothingIsThere();
    }

    private void theProjectIsFree() {
        deployer.begin(request(Optional.empty())).abandon(new DeployException(Problem.CLIENT_GONE, "gone"));
    }

    private Deployment deploy(DeployRequest request, byte[] archive, Optional<Digest> behind) throws IOException {
        return deployer.begin(request).carryOut(new Given(new ByteArrayInputStream(archive), behind))
                .toCompletableFuture().join();
    }

    private static DeployRequest request(Optional<Digest> declared) {
        return new DeployRequest(APP, DeploymentId.next(), TestDeploys.ALICE, declared, Wish.LIVE, false, Optional.empty());
    }

    private void nothingIsThere() throws IOException {
        nothingIsHalfDone();
        for (String child : List.of("live", "releases", "payloads")) {
            assertThat(children(child)).as(child).isEmpty();
        }
    }

    private void nothingIsHalfDone() throws IOException {
        assertThat(children("staging")).isEmpty();
        assertThat(children("journal")).isEmpty();
        assertThat(children("payloads")).noneMatch(name -> name.startsWith("."));
    }

    private List<String> children(String directory) throws IOException {
        try (Stream<Path> children = Files.list(home.path().resolve(directory))) {
            return children.map(child -> child.getFileName().toString()).toList();
        }
    }

    private static byte[] tar(String name, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry(name, true);
            entry.setSize(text.length());
            tar.putArchiveEntry(entry);
            tar.write(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private static Digest digest(byte[] bytes) {
        try {
            return Digest.of(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
