package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.archive.Compression;
import dev.slipway.client.Confirmation;
import dev.slipway.client.DeployClient;
import dev.slipway.client.DeployFailedException;
import dev.slipway.client.DeployListener;
import dev.slipway.client.DeployRequest;
import dev.slipway.client.DeployResult;
import dev.slipway.client.DeploymentEnd;
import dev.slipway.client.DeploymentQuery;
import dev.slipway.client.DeploymentRecord;
import dev.slipway.client.FailureKind;
import dev.slipway.client.FollowListener;
import dev.slipway.client.Outcome;
import dev.slipway.client.Pulled;
import dev.slipway.client.ServerProgress;
import dev.slipway.client.SlipwayClient;
import dev.slipway.client.Target;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a deployment, from staging to rollback, through the client of the house. */
interface LifecycleContract extends SiteFixture {
    @Test
    default void aStagedReleaseIsActivatedAndTakenBack(@TempDir Path tree) throws Exception {
        ProjectName project = new ProjectName(project());
        DeployResult first = deploy(new DeployRequest(project, with(tree, "one")));
        DeployResult staged = deploy(new DeployRequest(project, with(tree, "two")).withActivate(false));
        assertThat(staged.outcome()).isEqualTo(Outcome.STAGED);
        assertThat(live(project)).isEqualTo("one");
        SlipwayClient client = lifecycle("deployer");
        Confirmation activated = client.activate(project, new DeploymentId(staged.deploymentId()), Optional.of("go"));
        assertThat(activated.release()).contains(staged.deploymentId());
        assertThat(live(project)).isEqualTo("two");
        Confirmation back = client.rollback(project, Optional.empty(), Optional.of("oops"));
        assertThat(back.release()).contains(first.deploymentId());
        assertThat(live(project)).isEqualTo("one");
        assertThat(client.list(DeploymentQuery.NEWEST.of(project)).deployments()).extracting(DeploymentRecord::kind)
                .containsExactly("rollback", "activate", "stage", "deploy");
        assertThat(client.list(DeploymentQuery.NEWEST.of(project).in(Set.of(Status.STAGED))).total()).isEqualTo(1);
        assertThat(client.component(project).release()).contains(first.deploymentId());
        assertThat(client.components()).anyMatch(one -> one.project().equals(project.value()));
    }

    @Test
    default void aDeployThatWasHandedOverIsFollowedToItsEnd(@TempDir Path tree) throws Exception {
        ProjectName project = new ProjectName(project());
        DeployResult handed = deploy(new DeployRequest(project, with(tree, "x")).withDetached(true));
        assertThat(handed.outcome()).isEqualTo(Outcome.RUNNING);
        List<String> phases = new ArrayList<>();
        DeploymentEnd end = lifecycle("viewer").follow(new DeploymentId(handed.deploymentId()), new FollowListener() {
            @Override
            public void phase(String phase, String status) {
                phases.add(phase + " " + status);
            }
        });
        assertThat(end.success()).isTrue();
        assertThat(end.told()).containsEntry("deployment_id", handed.deploymentId());
        assertThat(phases).startsWith("receiving start").contains("extracting start", "activating start")
                .doesNotHaveDuplicates();
        assertThat(live(project)).isEqualTo("x");
    }

    @Test
    default void followedOverAConnectionThatBreaksNothingIsMissedAndNothingDoubled(@TempDir Path tree) throws Exception {
        ProjectName project = new ProjectName(project());
        DeployResult result = deploy(new DeployRequest(project, with(tree, "x")));
        DeploymentId id = new DeploymentId(result.deploymentId());
        List<String> whole = phases(lifecycle("viewer"), id);
        try (FaultyWay way = new FaultyWay(site().port())) {
            CountDownLatch cuts = new CountDownLatch(2);
            way.has(new FaultyWay.Faults() {
                @Override
                public void toServer(long passed) throws IOException {
                    if (cuts.getCount() > 0) {
                        cuts.countDown();
                        throw new IOException("broken");
                    }
                }
            });
            assertThat(phases(client(way.port(), "viewer"), id)).isEqualTo(whole).isNotEmpty();
        }
    }

    @Test
    default void aRunningUploadIsCancelledAndItsClientToldByWhom(@TempDir Path tree) throws Exception {
        ProjectName project = new ProjectName(project());
        Files.write(tree.resolve("noise"), Archives.noise(3, 24 << 20));
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        AtomicReference<String> id = new AtomicReference<>();
        try (FaultyWay way = new FaultyWay(site().port())) {
            way.has(new FaultyWay.Faults() {
                @Override
                public void toServer(long passed) throws IOException {
                    if (passed > 1 << 20) {
                        seen.countDown();
                        await(cancelled);
                    }
                }
            });
            CompletableFuture<DeployFailedException> upload = CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                    DeployFailedException.class, () -> deploys(way.port()).deploy(new DeployRequest(project, tree),
                            DeployListener.NONE)));
            assertThat(seen.await(60, TimeUnit.SECONDS)).isTrue();
            SlipwayClient client = lifecycle("admin");
            DeploymentQuery running = DeploymentQuery.NEWEST.of(project).in(Set.of(Status.RECEIVING, Status.EXTRACTING));
            Awaitility.await().until(() -> !client.list(running).deployments().isEmpty()); // the server may have less by now
            id.set(client.list(running).deployments().get(0).id());
            client.cancel(new DeploymentId(id.get()));
            cancelled.countDown();
            DeployFailedException failure = upload.get(60, TimeUnit.SECONDS);
            assertThat(failure.code()).isEqualTo("cancelled");
            assertThat(failure).hasMessageContaining("cancelled by admin");
            assertThat(failure.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(client.show(new DeploymentId(id.get())).status()).isEqualTo("cancelled");
        }
        DeployFailedException late = catchThrowableOfType(DeployFailedException.class,
                () -> lifecycle("admin").cancel(new DeploymentId(id.get())));
        assertThat(late.code()).isEqualTo("not-possible-now");
        home().awaitQuiet();
        home().assertNothingOf(project.value());
    }

    @Test
    default void theServersProgressComesOverTheSecondConnection(@TempDir Path tree) throws Exception {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        Files.write(tree.resolve("noise"), Archives.noise(3, 24 << 20));
        CountDownLatch heard = new CountDownLatch(1);
        try (FaultyWay way = new FaultyWay(site().port())) {
            way.has(new FaultyWay.Faults() {
                @Override
                public void toServer(long passed) throws IOException {
                    if (passed > 1 << 20) {
                        await(heard);
                    }
                }
            });
            deploys(way.port()).deploy(new DeployRequest(new ProjectName(project()), tree), new DeployListener() {
                @Override
                public void serverPhase(String phase, String status) {
                    told.add(phase + " " + status);
                }

                @Override
                public void serverProgress(ServerProgress progress) {
                    if (progress.bytesReceived() > 0 && told.contains("extracting start")) {
                        heard.countDown();
                    }
                }
            });
        }
        assertThat(told).startsWith("receiving start");
    }

    @Test
    default void whatIsNotAllowedOrNotThereIsTold(@TempDir Path tree) throws Exception {
        ProjectName project = new ProjectName(project());
        DeployResult result = deploy(new DeployRequest(project, with(tree, "x")));
        SlipwayClient viewer = lifecycle("viewer");
        assertThat(viewer.show(new DeploymentId(result.deploymentId())).isSuccess()).isTrue();
        assertThat(failure(() -> viewer.rollback(project, Optional.empty(), Optional.empty())).code())
                .isEqualTo("forbidden");
        assertThat(failure(() -> lifecycle("deployer").drop(project)).code()).isEqualTo("forbidden");
        assertThat(failure(() -> lifecycle("deployer").rollback(project, Optional.empty(), Optional.empty())).kind())
                .isEqualTo(FailureKind.CONFLICT);
        assertThat(failure(() -> viewer.show(DeploymentId.next())).code()).isEqualTo("not-found");
        assertThat(failure(() -> viewer.follow(DeploymentId.next(), FollowListener.NONE)).code()).isEqualTo("not-found");
        assertThat(lifecycle("admin").drop(project).freedBytes()).isPresent();
        assertThat(Files.exists(home().live(project.value()))).isFalse();
    }

    @Test
    default void whatIsLiveIsFetchedWholeInEachCompression(@TempDir Path tree, @TempDir Path place) throws Exception {
        ProjectName project = new ProjectName(project());
        deploy(new DeployRequest(project, with(tree, "x".repeat(100_000))));
        for (Compression compression : new Compression[] {Compression.GZIP, Compression.ZSTD, Compression.NONE}) {
            Path file = place.resolve("app" + compression.extension());
            Pulled pulled;
            try (OutputStream out = Files.newOutputStream(file)) {
                pulled = lifecycle("admin").pull(project, compression, out);
            }
            assertThat(pulled.size()).isEqualTo(Files.size(file));
            byte[] bytes = Files.readAllBytes(file);
            assertThat(Compression.of(bytes, bytes.length)).isEqualTo(compression);
            try (InputStream in = compression.open(new ByteArrayInputStream(bytes))) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).contains("content",
                        "x".repeat(100_000));
            }
        }
    }

    @Test
    default void aRequestThatIsRepeatedUnderItsKeyIsCarriedOutOnce(@TempDir Path tree) throws Exception {
        ProjectName project = new ProjectName(project());
        DeployRequest request = new DeployRequest(project, with(tree, "x")).withIdempotencyKey("job-" + project);
        DeployResult first = deploy(request);
        DeployResult second = deploy(request);
        assertThat(second.deploymentId()).isEqualTo(first.deploymentId());
        assertThat(second.payloadDigest()).isEqualTo(first.payloadDigest());
        assertThat(lifecycle("viewer").list(DeploymentQuery.NEWEST.of(project)).total()).isEqualTo(1);
    }

    /** Something of a client that may fail. */
    interface Asking {
        void ask() throws DeployFailedException;
    }

    private static DeployFailedException failure(Asking asking) {
        return catchThrowableOfType(DeployFailedException.class, asking::ask);
    }

    private static List<String> phases(SlipwayClient client, DeploymentId id) throws DeployFailedException {
        List<String> phases = new ArrayList<>();
        client.follow(id, new FollowListener() {
            @Override
            public void phase(String phase, String status) {
                phases.add(phase + " " + status);
            }
        });
        return phases;
    }

    private DeployResult deploy(DeployRequest request) throws DeployFailedException {
        return deploys(site().port()).deploy(request, DeployListener.NONE);
    }

    private static DeployClient deploys(int port) {
        return DeployClient.builder(Target.of("http://127.0.0.1:" + port))
                .credentials("deployer", () -> TestSite.password("deployer").toCharArray()).build();
    }

    private SlipwayClient lifecycle(String user) {
        return client(site().port(), user);
    }

    private static SlipwayClient client(int port, String user) {
        return SlipwayClient.builder(Target.of("http://127.0.0.1:" + port))
                .credentials(user, () -> TestSite.password(user).toCharArray()).build();
    }

    private static Path with(Path tree, String content) throws IOException {
        Files.writeString(tree.resolve("content"), content);
        return tree;
    }

    private String live(ProjectName project) throws IOException {
        return Files.readString(home().live(project.value()).resolve("content"));
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
