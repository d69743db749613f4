package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.container.HttpConnection.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Slipway as the root application of a stock Tomcat, 10.1 or 11. */
class TomcatIT extends ContainerContract {
    @Override
    Surroundings surroundings() {
        Path tomcat = Path.of(System.getProperty("slipway.test.server"));
        return new Surroundings(tomcat.getFileName().toString(), uri("slipway.test.port"), uri("slipway.test.port"),
                home(), Surroundings.childProcess("org.apache.catalina.startup.Bootstrap"));
    }

    /** The recipe of the README: without the Resources element a switch ends in 404s. */
    @Override
    String serveStaticSite(String project) throws IOException {
        Path context = Files.writeString(home().resolve(project + ".xml"), """
                <Context docBase="%s">
                  <Resources allowLinking="true" cachingAllowed="false"/>
                </Context>
                """.formatted(home().resolve("live").resolve(project)));
        try (HttpConnection manager = HttpConnection.open(uri("slipway.test.port"))) {
            manager.head("GET", "/manager/text/deploy?path=/" + project + "&config=" + context.toUri(),
                    Map.of("Authorization", HttpConnection.basic("manager", "manager-test")));
            Answer answer = manager.answer();
            assertThat(answer.body()).startsWith("OK");
        }
        return "/" + project + "/";
    }
}
