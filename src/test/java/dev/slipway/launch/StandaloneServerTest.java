package dev.slipway.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.cli.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.catalina.core.StandardContext;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

class StandaloneServerTest {
    @Test
    @Timeout(60)
    void aHostThatDoesNotExistIsRefusedInsteadOfListeningEverywhere(@TempDir Path folder) {
        StandaloneServer server = new StandaloneServer(
                folder, Map.of(), new PrintStream(OutputStream.nullOutputStream()));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> server.start(new ServerOptions("nosuch.invalid", 0, folder.resolve("home"), "pw")))
                .withMessageContaining("no host named nosuch.invalid").withMessageContaining("--host");
    }

    @Test
    @Timeout(60)
    void aPasswordIsNeitherKeptNorShownByAStartThatFails(@TempDir Path folder) throws IOException {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        StandaloneServer server = new StandaloneServer(Files.createDirectory(folder.resolve("webapp")), Map.of(),
                new PrintStream(console, true, StandardCharsets.UTF_8));
        Path home = folder.resolve("home");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> server.start(new ServerOptions("127.0.0.1", taken.getLocalPort(), home, null)).close())
                    .withMessageContaining("cannot listen");
        }
        assertThat(console.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(home.resolve(Users.FILE)).doesNotExist();
        server.start(new ServerOptions("127.0.0.1", 0, home, null)).close();
        assertThat(console.toString(StandardCharsets.UTF_8)).contains("shown this once");
        assertThat(home.resolve(Users.FILE)).exists();
    }

    @Test
    void theContextHasWhatTheDescriptorSaysAndTheDescriptorNoMore() throws Exception {
        Element descriptor = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(Path.of("src/main/webapp/WEB-INF/web.xml").toFile()).getDocumentElement();
        StandardContext context = new StandardContext();
        StandaloneServer.describe(context);
        assertThat(children(descriptor)).containsOnly("display-name", "absolute-ordering", "listener", "error-page", "security-role");
        assertThat(context.findApplicationListeners()).containsExactlyElementsOf(texts(descriptor, "listener-class"));
        assertThat(context.findErrorPages()).extracting(ErrorPage::getLocation)
                .containsExactlyElementsOf(texts(descriptor, "location"));
        assertThat(context.findSecurityRoles()).containsExactlyInAnyOrderElementsOf(texts(descriptor, "role-name"));
    }

    private static List<String> children(Element parent) {
        List<String> names = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                names.add(element.getTagName());
            }
        }
        return names;
    }

    private static List<String> texts(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return IntStream.range(0, found.getLength()).mapToObj(i -> found.item(i).getTextContent()).toList();
    }
}
