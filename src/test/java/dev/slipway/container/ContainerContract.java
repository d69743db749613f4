package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.container.HttpConnection.Answer;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What holds in a container that Arquillian has started and the finished WAR is deployed into, as its root. */
@ExtendWith(ArquillianExtension.class)
abstract class ContainerContract extends LifeContract {
    /** The file as it was built; nothing is added for the tests. */
    @Deployment(testable = false)
    static WebArchive war() {
        return ShrinkWrap.create(ZipImporter.class, "ROOT.war")
                .importFrom(new File(System.getProperty("slipway.test.war")))
                .as(WebArchive.class);
    }

    @BeforeAll
    static void removeHomeInTheEnd() {
        Surroundings.removeInTheEnd(home());
    }

    static URI uri(String portProperty) {
        return URI.create("http://127.0.0.1:" + Integer.getInteger(portProperty) + "/");
    }

    static Path home() {
        return Path.of(System.getProperty("slipway.test.home"));
    }

    /** Makes the container serve what is live for a project, which has been deployed before, and says at which paths. */
    abstract List<String> serveStaticSite(String project) throws IOException;

    @Test
    void aViewerMayNotDeploy() throws IOException {
        Answer answer = Upload.put(uri("slipway.test.port"), "viewer", "forbidden", index("no"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(home().resolve("live/forbidden")).doesNotExist();
    }

    @Test
    void anotherNodePullsWhatThisOneHas(@TempDir Path directory) throws IOException {
        byte[] archive = SampleTree.textTar(List.of("a.txt", "a".repeat(20_000_000)));
        assertThat(Upload.put(uri("slipway.test.port"), "admin", "pulled", archive).status()).isEqualTo(201);
        try (PeerNode node = PeerNode.at(directory.resolve("home"))) {
            Path file = node.pull(archive, () -> List.of(PeerNode.holder(uri("slipway.test.port"))),
                    (bytes, total) -> { }).file();
            assertThat(PeerNode.digest(Files.readAllBytes(file))).isEqualTo(PeerNode.digest(archive));
        }
    }

    @Test
    void filesThatTheContainerItselfServesAreSwitchedByAnActivation() throws IOException {
        URI uri = uri("slipway.test.port");
        byte[] first = SampleTree.textTar(List.of("index.html", "first", "only-first.txt", "old", "page.txt", "1"));
        byte[] second = SampleTree.textTar(List.of("index.html", "second release", "only-second.txt", "new",
                "page.txt", "2"));
        assertThat(Upload.put(uri, "admin", "site", first).status()).isEqualTo(201);
        List<String> paths = serveStaticSite("site");
        for (String path : paths) {
            assertThat(HttpConnection.get(uri, path + "index.html").body()).as(path).isEqualTo("first");
            assertThat(HttpConnection.get(uri, path + "page.txt").body()).as(path).isEqualTo("1");
            assertThat(HttpConnection.get(uri, path + "only-first.txt").body()).as(path).isEqualTo("old");
            assertThat(HttpConnection.get(uri, path + "only-second.txt").status()).as(path).isEqualTo(404);
        }

        assertThat(Upload.put(uri, "admin", "site", second).status()).isEqualTo(201);

        for (String path : paths) {
            assertThat(HttpConnection.get(uri, path + "index.html").body()).as(path).isEqualTo("second release");
            assertThat(HttpConnection.get(uri, path + "page.txt").body()).as(path).isEqualTo("2");
            assertThat(HttpConnection.get(uri, path + "only-second.txt").body()).as(path).isEqualTo("new");
            assertThat(HttpConnection.get(uri, path + "only-first.txt").status()).as(path).isEqualTo(404);
        }
    }
}
