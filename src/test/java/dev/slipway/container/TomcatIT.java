package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.container.HttpConnection.Answer;
import dev.slipway.corpus.CorpusTarget.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Slipway as the root application of a stock Tomcat, 10.1 or 11. */
@EnabledIfSystemProperty(named = "arquillian.launch", matches = "tomcat")
class TomcatIT extends ContainerContract {
    @Override
    Engine engine() {
        return Engine.TOMCAT;
    }

    @Override
    Surroundings surroundings() {
        return running();
    }

    static Surroundings running() {
        Path tomcat = Path.of(System.getProperty("slipway.test.server"));
        return new Surroundings(tomcat.getFileName().toString(), uri("slipway.test.port"), uri("slipway.test.port"),
                home(), Surroundings.childProcess("org.apache.catalina.startup.Bootstrap"));
    }

    /**
     * The two recipes of the README. A link as docBase itself would not do: Tomcat resolves it once, when the context is
     * deployed, and goes on serving the old release.
     */
    @Override
    List<String> serveStaticSite(String project) throws IOException {
        Path live = home().resolve("live");
        Path empty = Files.createDirectories(home().resolve("empty"));
        deployContext("sites", """
                <Context docBase="%s">
                  <Resources allowLinking="true" cachingAllowed="false"/>
                </Context>
                """.formatted(live));
        deployContext("alone", """
                <Context docBase="%s">
                  <Resources allowLinking="true" cachingAllowed="false">
                    <PostResources className="org.apache.catalina.webresources.DirResourceSet" base="%s" webAppMount="/"/>
                  </Resources>
                </Context>
                """.formatted(empty, live.resolve(project)));
        return List.of("/sites/" + project + "/", "/alone/");
    }

    private static void deployContext(String path, String xml) throws IOException {
        Path file = Files.writeString(home().resolve(path + ".xml"), xml);
        try (HttpConnection manager = HttpConnection.open(uri("slipway.test.port"))) {
            manager.head("GET", "/manager/text/deploy?path=/" + path + "&config=" + file.toUri(),
                    Map.of("Authorization", HttpConnection.basic("manager", "manager-test")));
            Answer answer = manager.answer();
            assertThat(answer.body()).startsWith("OK");
        }
    }
}
