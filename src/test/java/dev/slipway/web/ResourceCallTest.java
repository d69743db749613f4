package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.config.Settings;
import dev.slipway.deploy.Workers;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ResourceCallTest {
    private final UploadService uploads = new UploadService(Settings.of(Map.of()), Thread::new, new Workers(Thread::new, 1));
    private final SlipwayServer server = new SlipwayServer(Settings.of(Map.of()), null, null, null, null, null, null, null, null,
            new Workers(Thread::new, 1), null, null, null, uploads, null, null, Optional.empty(), null);
    private final AtomicReference<Thread> knew = new AtomicReference<>();
    private final AtomicReference<Thread> opened = new AtomicReference<>();

    private final class Calls extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            ResourceCall.begin(server, request, new HttpServletResponseWrapper(response) {
                @Override
                public ServletOutputStream getOutputStream() throws IOException {
                    opened.set(Thread.currentThread());
                    return super.getOutputStream();
                }
            }, answering -> {
                knew.set(Thread.currentThread());
                return answering.success(Map.of("done", true));
            });
        }
    }

    /** Which may be one of the cluster or of the database; to open an answer may wait for the connection's thread. */
    @Test
    void theThreadThatKnowsTheAnswerDoesNotOpenIt(@TempDir Path folder) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(context, "calls", new Calls()).setAsyncSupported(true);
        context.addServletMappingDecoded("/", "calls");
        tomcat.start();
        try (HttpSocket socket = new HttpSocket(tomcat.getConnector().getLocalPort())) {
            assertThat(socket.head("GET", "/components/app").answer().status()).isEqualTo(200);
            assertThat(opened.get()).isNotNull().isNotSameAs(knew.get());
        } finally {
            tomcat.stop();
            tomcat.destroy();
            uploads.close(() -> { });
            server.requests().close();
        }
    }
}
