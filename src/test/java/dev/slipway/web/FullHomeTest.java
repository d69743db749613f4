package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.problem.Problem;
import dev.slipway.records.jdbc.SmallDisk;
import dev.slipway.web.HttpSocket.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A whole server whose home is on a disk that is full, of bytes or of inodes. */
class FullHomeTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final byte[] SMALL = Archives.tar("index.html", "small");

    @TempDir
    private Path folder;

    private TestSite site(SmallDisk disk) throws Exception {
        return TomcatSite.start(disk.root().toRealPath().resolve("home"), Files.createTempDirectory(folder, "server"),
                Map.of("slipway.min-free-bytes", "1", "slipway.min-age-after-replaced", "1ms"));
    }

    private static TestHome home(SmallDisk disk) throws IOException {
        return new TestHome(disk.root().toRealPath().resolve("home"));
    }

    private static void refusedForRoom(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(507);
        assertThat(answer.object()).containsEntry("code", Problem.NO_SPACE.code())
                .containsEntry("remedy", Problem.NO_SPACE.remedy());
        assertThat(answer.text()).doesNotContain("/tmp", "Exception");
    }

    @Test
    void whatDoesNotFitIsRefusedAndLeavesNothing() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.toRealPath()); TestSite site = site(disk)) {
            Requests deployer = new Requests(site.port(), "deployer");
            assertThat(deployer.put("app", SMALL).status()).isEqualTo(201);
            refusedForRoom(deployer.put("app", Archives.tar(Map.of("large", Archives.noise(1, 30 << 20)))));
            TestHome home = home(disk);
            home.awaitQuiet();
            assertThat(home.live("app").resolve("index.html")).hasContent("small");
            assertThat(deployer.put("app", Archives.tar("index.html", "next")).status()).isEqualTo(201);
            assertThat(home.live("app").resolve("index.html")).hasContent("next");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "slipway.test.long", matches = "true")
    void aServerStartsOnAFullDiskSaysSoAndGoesOnWhenThereIsRoom() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.toRealPath())) {
            Object id;
            try (TestSite site = site(disk)) {
                id = new Requests(site.port(), "deployer").put("app", SMALL).object().get("deployment_id");
            }
            disk.fill();
            try (TestSite site = site(disk)) {
                Requests deployer = new Requests(site.port(), "deployer");
                Answer ready = deployer.ask("GET", "/health/ready");
                assertThat(ready.status()).isEqualTo(503);
                assertThat(ready.text()).contains("no space is left");
                assertThat(deployer.ask("GET", "/components/app").object()).containsEntry("deployment_id", id);
                assertThat(deployer.put("app", SMALL).status()).isIn(503, 507);
                home(disk).awaitQuiet();
                disk.empty();
                await().atMost(SOON).until(() -> deployer.ask("GET", "/health/ready").status() == 200);
                assertThat(deployer.put("app", Archives.tar("index.html", "next")).status()).isEqualTo(201);
                assertThat(home(disk).live("app").resolve("index.html")).hasContent("next");
            }
        }
    }

    @Test
    void aDiskWithoutInodesIsAFullDisk() throws Exception {
        Map<String, byte[]> files = new TreeMap<>();
        for (int i = 0; i < 400; i++) {
            files.put("f" + i, new byte[] {1});
        }
        try (SmallDisk disk = SmallDisk.withInodes(folder.toRealPath(), 300)) {
            try (TestSite site = site(disk)) {
                Requests deployer = new Requests(site.port(), "deployer");
                assertThat(deployer.put("app", SMALL).status()).isEqualTo(201);
                Answer refused = deployer.put("app", Archives.tar(files));
                refusedForRoom(refused);
                assertThat(refused.text()).contains("no room left").contains("inodes");
                home(disk).awaitQuiet();
                assertThat(deployer.put("app", Archives.tar("index.html", "next")).status()).isEqualTo(201);
            }
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "slipway.test.long", matches = "true")
    void aServerStartsWithoutInodesAndGoesOnWhenThereAreSome() throws Exception {
        try (SmallDisk disk = SmallDisk.withInodes(folder.toRealPath(), 300)) {
            try (TestSite site = site(disk)) {
                assertThat(new Requests(site.port(), "deployer").put("app", SMALL).status()).isEqualTo(201);
            }
            disk.fillInodes();
            try (TestSite site = site(disk)) {
                Requests deployer = new Requests(site.port(), "deployer");
                assertThat(deployer.ask("GET", "/components/app").status()).isEqualTo(200);
                assertThat(home(disk).live("app").resolve("index.html")).hasContent("small");
                assertThat(deployer.put("app", SMALL).status()).isIn(503, 507);
                disk.freeInodes();
                await().atMost(SOON).until(() -> deployer.put("app", SMALL).status() == 201);
                home(disk).awaitQuiet();
            }
        }
    }
}
