package dev.slipway.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ErrorPagesTest {
    @TempDir
    private Path folder;
    private final Tomcat tomcat = new Tomcat();

    @BeforeEach
    void start() throws Exception {
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        StandardHost host = (StandardHost) tomcat.getHost();
        host.setErrorReportValveClass("");
        host.getPipeline().addValve(new ErrorPages());
        tomcat.addContext("/there", folder.toString());
        tomcat.start();
    }

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"G@T / HTTP/1.1 | 400 | invalid-request",
        "GET /<> HTTP/1.1 | 400 | invalid-request", "GET /nothing HTTP/1.1 | 404 | not-found",
        "GET / HTTP/9.9 | 505 | internal"})
    void whatNoApplicationGetsIsAnsweredAsAProblem(String line, int status, String code) throws IOException {
        isAProblem(answer(line + "\r\nHost: localhost\r\n\r\n"), status, code);
    }

    @ParameterizedTest
    @CsvSource({"X-Large, 20000"})
    void aHeadThatIsTooLargeIsAnsweredAsAProblem(String name, int length) throws IOException {
        isAProblem(answer("GET / HTTP/1.1\r\nHost: localhost\r\n" + name + ": " + "x".repeat(length) + "\r\n\r\n"), 400,
                "invalid-request");
    }

    private String answer(String head) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), tomcat.getConnector().getLocalPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((head.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"))
                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void isAProblem(String answer, int status, String code) {
        assertThat(answer).startsWith("HTTP/1.1 " + status).containsIgnoringCase("content-type: application/problem+json")
                .doesNotContainIgnoringCase("<html").doesNotContain("Tomcat", "Apache", "Exception");
        Map<String, Object> page = ObjectReader.read(
                answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.UTF_8), Format.JSON);
        assertThat(page).containsEntry("status", (long) status).containsEntry("code", code).containsKeys("detail", "remedy");
    }
}
