package dev.slipway.launch;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HeadDeadlineTest {
    private static final String HEAD = "GET / HTTP/1.1\r\nHost: localhost\r\n";

    @TempDir
    private Path folder;
    private final Tomcat tomcat = new Tomcat();
    private final CountDownLatch cut = new CountDownLatch(1);

    /** Answers when another connection has been cut. */
    private final class Waiting extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try {
                response.setStatus(cut.await(30, TimeUnit.SECONDS) ? 200 : 500);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        tomcat.setBaseDir(folder.toString());
        Connector connector = new Connector(new HeadDeadline(Duration.ofSeconds(1), Duration.ofSeconds(1)));
        connector.setProperty("maxConnections", "8");
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(context, "waiting", new Waiting());
        context.addServletMappingDecoded("/", "waiting");
        tomcat.start();
    }

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), tomcat.getConnector().getLocalPort());
        socket.setSoTimeout(100);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aHeadThatDripsIsCutAndARequestThatTakesItsTimeIsNot() throws Exception {
        try (Socket slow = connect(); Socket dripping = connect()) {
            slow.setSoTimeout(40_000);
            send(slow, HEAD + "\r\n");
            send(dripping, HEAD);
            while (!isCut(dripping)) {
                continue;
            }
            cut.countDown();
            byte[] status = slow.getInputStream().readNBytes(12);
            assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void whoSaysNothingIsCutWhenThereAreManyAndOnlyThen() throws Exception {
        cut.countDown();
        try (Socket quiet = connect(); Socket dripping = connect()) {
            send(dripping, HEAD);
            while (!isCut(dripping)) { // longer than anybody may say nothing in a crowd
                continue;
            }
            quiet.setSoTimeout(30_000);
            send(quiet, HEAD + "\r\n");
            assertThat(new String(quiet.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
        }
        List<Socket> crowd = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            crowd.add(connect());
        }
        for (Socket one : crowd) {
            one.setSoTimeout(30_000);
            assertThat(one.getInputStream().read()).as("the end of the connection").isNegative();
            one.close();
        }
    }

    /** Sends a byte more and looks whether the other side has ended the connection. */
    private static boolean isCut(Socket socket) throws IOException {
        try {
            send(socket, "X");
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
