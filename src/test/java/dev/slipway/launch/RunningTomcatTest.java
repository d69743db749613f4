package dev.slipway.launch;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RunningTomcatTest {
    @TempDir
    private Path folder;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch read = new CountDownLatch(1);
    private final AtomicBoolean finished = new AtomicBoolean();
    private final AtomicBoolean serving = new AtomicBoolean();
    private final AtomicInteger stops = new AtomicInteger();

    /** An application that waits for its uploads when it is stopped, as the real one does. */
    private final class Application implements ServletContextListener {
        private final StandardContext served;

        Application(StandardContext served) {
            this.served = served;
        }

        @Override
        public void contextDestroyed(ServletContextEvent event) {
            stops.incrementAndGet();
            serving.set(served.getState().isAvailable());
            stopping.countDown();
            try {
                finished.set(read.await(20, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final class Uploads extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            AsyncContext async = request.startAsync();
            ServletInputStream in = request.getInputStream();
            in.setReadListener(new ReadListener() {
                @Override
                public void onDataAvailable() throws IOException {
                    while (in.isReady() && in.read() >= 0) {
                        begun.countDown();
                    }
                }

                @Override
                public void onAllDataRead() throws IOException {
                    response.getOutputStream().print("all read");
                    read.countDown();
                    async.complete();
                }

                @Override
                public void onError(Throwable failure) {
                    async.complete();
                }
            });
        }
    }

    private RunningTomcat started() throws Exception {
        RunningTomcat running = new RunningTomcat(Files.createDirectory(folder.resolve("work")));
        Tomcat tomcat = running.tomcat();
        Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("bindOnInit", "false");
        tomcat.setConnector(connector);
        Requests requests = new Requests();
        tomcat.getEngine().getPipeline().addValve(requests);
        StandardContext context = (StandardContext) tomcat.addContext("", folder.toString());
        context.addServletContainerInitializer(
                (classes, servlets) -> servlets.addListener(new Application(context)), null);
        Tomcat.addServlet(context, "uploads", new Uploads()).setAsyncSupported(true);
        context.addServletMappingDecoded("/", "uploads");
        tomcat.start();
        running.started("127.0.0.1", connector, context, requests);
        return running;
    }

    @Test
    @Timeout(60)
    void theApplicationIsStoppedOnceWhileItsUploadsAreStillRead() throws Exception {
        RunningTomcat running = started();
        try (Socket socket = new Socket("127.0.0.1", running.uri().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write("POST / HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Length: 2\r\n\r\n1"
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            Thread closer = new Thread(running::close);
            closer.start();
            assertThat(stopping.await(30, TimeUnit.SECONDS)).isTrue();
            out.write('2');
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            closer.join();
            assertThat(serving).isTrue();
            assertThat(finished).isTrue();
            assertThat(answer).endsWith("all read");
            assertThat(stops).hasValue(1);
        } finally {
            running.close();
        }
    }
}
