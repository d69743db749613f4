package dev.slipway.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the web application promises in every server, over real connections. One subclass per server. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SlipwayContract implements AccessContract, AuditContract, BodyKindsContract, ClientContract,
        CorpusContract, DeafContract, DeployingContract, EventsContract, FieldFormContract, HooksContract, LifecycleContract,
        LossContract, PackageContract, PeersContract, RepeatContract, ResourcesContract, StripContract {
    private static final Map<String, String> SETTINGS = Map.of(
            "slipway.pipe-bytes", "128KiB",
            "slipway.max-uploads-per-user", "40",
            "slipway.min-free-bytes", "1MiB",
            "slipway.cluster-secret", PeersContract.SECRET,
            "slipway.home-lock-timeout", "5s");

    private final TestSite.Starter starter;
    private Path folder;
    private TestHome home;
    private TestSite site;
    private int projects;
    private int homes;

    SlipwayContract(TestSite.Starter starter) {
        this.starter = starter;
    }

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        home = newHome();
        site = startOther(home, Map.of());
    }

    @AfterAll
    void stop() throws Exception {
        site.close();
    }

    @AfterEach
    void nothingIsLeftHalfDone() {
        home.awaitQuiet();
    }

    @Override
    public TestSite site() {
        return site;
    }

    @Override
    public TestHome home() {
        return home;
    }

    @Override
    public synchronized String project() {
        return "project-" + ++projects;
    }

    @Override
    public TestHome newHome() throws IOException {
        return new TestHome(folder.toRealPath().resolve("home-" + ++homes));
    }

    @Override
    public TestSite startOther(TestHome at, Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(SETTINGS);
        all.putAll(settings);
        return starter.start(at.path(), Files.createTempDirectory(folder, "server"), all);
    }
}
