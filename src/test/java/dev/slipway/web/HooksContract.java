package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import dev.slipway.client.SlipwayClient;
import dev.slipway.client.Target;
import dev.slipway.hooks.Scripts;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server does that has hooks. */
interface HooksContract extends SiteFixture {
    DeployListener QUIET = new DeployListener() {};

    @Test
    default void whatDoesNotPassIsNotLiveForLong(@TempDir Path folder) throws Exception {
        ProjectName project = new ProjectName(project());
        TestHome home = newHome();
        try (TestSite site = startOther(home, settings(folder))) {
            DeployResult good = client(site).deploy(request(project, tree(folder, "good")), QUIET);

            DeployFailedException refused = failed(site, project, tree(folder, "refuse"));
            assertThat(refused.kind()).isEqualTo(FailureKind.REFUSED);
            assertThat(refused.code()).isEqualTo("verify-failed");
            assertThat(refused).hasMessageContaining("ended with 3; it wrote last: this one must not be live");

            DeployFailedException sick = failed(site, project, tree(folder, "sick"));
            assertThat(sick.kind()).isEqualTo(FailureKind.ROLLED_BACK);
            assertThat(sick).hasMessageContaining("The health check failed: it was tried 2 times")
                    .hasMessageEndingWith("Release " + good.deploymentId() + " is live again");
            assertThat(home.live(project.value()).resolve("good")).exists();

            SlipwayClient viewer = life(site, "viewer");
            List<DeploymentRecord> records = viewer.list(DeploymentQuery.NEWEST.of(project)).deployments();
            assertThat(records).extracting(DeploymentRecord::status).containsExactly("rolled_back", "failed", "success");
            DeploymentEnd end = viewer.follow(new DeploymentId(records.get(0).id()), FollowListener.NONE);
            assertThat(end.success()).isFalse();
            assertThat(end.phase()).contains("checking");
            assertThat(viewer.component(project).release()).contains(good.deploymentId());
            HttpSocket.Answer answer = new Requests(site.port(), "deployer").put(project.value() + "?restart=true", Archives.tar("a", "b"));
            assertThat(answer.object().get("message")).isEqualTo("Successfully deployed: " + project + ", restarting");
        }
    }

    @Test
    default void aRollbackDoesNotWaitForACheck(@TempDir Path folder) throws Exception {
        ProjectName project = new ProjectName(project());
        TestHome home = newHome();
        try (TestSite site = startOther(home, settings(folder))) {
            DeployResult good = client(site).deploy(request(project, tree(folder, "good")), QUIET);
            DeployResult handed = client(site).deploy(request(project, tree(folder, "slow")).withDetached(true), QUIET);
            CountDownLatch checking = new CountDownLatch(1);
            List<String> lines = Collections.synchronizedList(new ArrayList<>());
            CompletableFuture<DeploymentEnd> followed = CompletableFuture.supplyAsync(() -> follow(site, handed, new FollowListener() {
                @Override
                public void hook(String hook, String line) {
                    lines.add(hook + ": " + line);
                    checking.countDown();
                }
            }));
            assertThat(checking.await(30, TimeUnit.SECONDS)).isTrue();
            Confirmation back = life(site, "deployer").rollback(project, Optional.empty(), Optional.empty());
            assertThat(back.release()).contains(good.deploymentId());
            assertThat(followed.get(30, TimeUnit.SECONDS).code()).contains("overtaken");
            assertThat(lines).containsExactly("health: waiting");
            assertThat(home.live(project.value()).resolve("good")).exists();
        }
    }

    private static Map<String, String> settings(Path folder) throws Exception {
        return Map.of(
                "slipway.verify-command",
                Scripts.setting(folder, "test -e refuse || exit 0", "echo this one must not be live", "exit 3"),
                "slipway.restart-command", Scripts.setting(folder, "echo restarted"),
                "slipway.health-command",
                Scripts.setting(folder, "test -e slow && echo waiting && sleep 1000", "test ! -e sick"),
                "slipway.health-tries", "2",
                "slipway.health-interval", "10ms",
                "slipway.health-grace", "0s",
                "slipway.health-timeout", "90s");
    }

    private static Path tree(Path folder, String file) throws IOException {
        Path tree = Files.createTempDirectory(folder, "tree");
        Files.createFile(tree.resolve(file));
        return tree;
    }

    private static DeployRequest request(ProjectName project, Path tree) {
        return new DeployRequest(project, tree);
    }

    private static DeployFailedException failed(TestSite site, ProjectName project, Path tree) {
        return catchThrowableOfType(DeployFailedException.class, () -> client(site).deploy(request(project, tree), QUIET));
    }

    private static DeploymentEnd follow(TestSite site, DeployResult deployment, FollowListener listener) {
        try {
            return life(site, "viewer").follow(new DeploymentId(deployment.deploymentId()), listener);
        } catch (DeployFailedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DeployClient client(TestSite site) {
        return DeployClient.builder(Target.of("http://127.0.0.1:" + site.port()))
                .credentials("deployer", () -> TestSite.password("deployer").toCharArray()).build();
    }

    private static SlipwayClient life(TestSite site, String user) {
        return SlipwayClient.builder(Target.of("http://127.0.0.1:" + site.port()))
                .credentials(user, () -> TestSite.password(user).toCharArray()).build();
    }
}
