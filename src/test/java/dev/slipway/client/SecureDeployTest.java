package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.model.ProjectName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SecureDeployTest {
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path keys;
    private static SSLContext trusting;
    private static SSLContext otherName;

    @TempDir
    Path directory;

    @BeforeAll
    static void makeKeys() throws Exception {
        trusting = context("127.0.0.1", "ip:127.0.0.1");
        otherName = context("elsewhere", "dns:elsewhere.example");
    }

    @Test
    void aDeployGoesThroughAnEncryptedConnection() throws Exception {
        Files.write(directory.resolve("noise"), DeployFixture.noise(1 << 20));
        try (TestServer server = server(trusting, call -> {
            call.body().readAllBytes();
            call.done("ok");
        })) {
            DeployResult result = client(server, trusting).deploy(request(), DeployListener.NONE);
            assertThat(result.message()).isEqualTo("ok");
        }
    }

    @RepeatedTest(10)
    void aRefusalHalfWayIsHeardWhenTheServerClosesRightAfter() throws Exception {
        Files.write(directory.resolve("noise"), DeployFixture.noise(16 << 20));
        try (TestServer server = server(trusting, call -> {
            call.body().readNBytes(1 << 20);
            call.answer(422, "{\"error\":\"no\",\"code\":\"archive-refused\"}");
            call.socket().close();
        })) {
            assertThat(failure(client(server, trusting)).code()).isEqualTo("archive-refused");
        }
    }

    @Test
    void aCertificateThatIsNotTrustedEndsTheDeployBeforeThePasswordIsSent() throws Exception {
        try (TestServer server = server(trusting, call -> {})) {
            DeployClient client = DeployClient.builder(server.target())
                    .credentials("admin", () -> "s\u00e4cret".toCharArray()).build();
            DeployFailedException failure = failure(client);
            assertThat(failure.code()).isEqualTo("untrusted");
            assertThat(failure.kind()).isEqualTo(FailureKind.NETWORK);
            assertThat(server.calls()).isEmpty();
        }
    }

    @Test
    void aCertificateOfAnotherHostIsNotTaken() throws Exception {
        try (TestServer server = server(otherName, call -> {})) {
            assertThat(failure(client(server, otherName)).code()).isEqualTo("untrusted");
            assertThat(server.calls()).isEmpty();
        }
    }

    @Test
    void plainHttpAgainstASecurePortIsExplained() throws Exception {
        try (TestServer server = server(trusting, call -> {})) {
            Target plain = Target.of("http://127.0.0.1:" + server.target().port());
            DeployClient client = DeployClient.builder(plain).build();
            DeployFailedException failure = failure(client);
            assertThat(failure.code()).isEqualTo("wrong-scheme");
            assertThat(failure.remedy().orElseThrow()).contains("https://");
        }
    }

    @Test
    void tlsAgainstAPlainPortIsExplained() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Thread server = new Thread(() -> answerInClear(plain));
            server.start();
            Target secure = Target.of("https://127.0.0.1:" + plain.getLocalPort());
            DeployFailedException failure = failure(DeployClient.builder(secure).build());
            assertThat(failure.code()).isEqualTo("wrong-scheme");
            assertThat(failure.remedy().orElseThrow()).contains("http://");
            server.join();
        }
    }

    /** As Tomcat answers what it cannot read. */
    private static void answerInClear(ServerSocket plain) {
        try (Socket client = plain.accept()) {
            client.getInputStream().read(new byte[5]);
            client.getOutputStream().write(("HTTP/1.1 400 \r\nContent-Type: text/html;charset=utf-8\r\n"
                    + "Content-Length: 0\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            client.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aHandshakeThatIsCutOffIsAFaultOfTheNetwork() throws Exception {
        try (ServerSocket cutting = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Thread server = new Thread(() -> {
                try (Socket client = cutting.accept()) {
                    client.getInputStream().readNBytes(5);
                    client.shutdownOutput();
                    client.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            server.start();
            Target target = Target.of("https://127.0.0.1:" + cutting.getLocalPort());
            assertThat(failure(DeployClient.builder(target).retries(0).build()).code()).isEqualTo("unreachable");
            server.join();
        }
    }

    private DeployFailedException failure(DeployClient client) {
        return catchThrowableOfType(DeployFailedException.class,
                () -> client.deploy(request(), DeployListener.NONE));
    }

    private DeployRequest request() {
        return new DeployRequest(new ProjectName("app"), directory);
    }

    private static DeployClient client(TestServer server, SSLContext context) {
        return DeployClient.builder(server.target()).credentials("admin", () -> "s\u00e4cret".toCharArray())
                .tls(context.getSocketFactory()).build();
    }

    private static TestServer server(SSLContext context, TestServer.Upload upload) throws Exception {
        return new TestServer(upload, context.getServerSocketFactory());
    }

    /** A key that its own context trusts. */
    private static SSLContext context(String name, String alternative) throws Exception {
        Path file = keys.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(System.getProperty("java.home") + "/bin/keytool", "-genkeypair", "-alias",
                "key", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=" + alternative, "-storetype", "PKCS12",
                "-keystore", file.toString(), "-storepass", new String(STORE_PASSWORD)).inheritIO().start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, STORE_PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(store, STORE_PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
