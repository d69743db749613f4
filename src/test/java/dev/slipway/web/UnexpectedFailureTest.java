package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.config.Settings;
import dev.slipway.deploy.Workers;
import dev.slipway.web.HttpSocket.Answer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fault in a servlet itself: Tomcat with its pages as they come, which show the trace of what was thrown. */
class UnexpectedFailureTest {
    private static final class Faulty extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            throw new IllegalStateException("/secret/path");
        }
    }

    @Test
    void theClientIsToldAnIdAndNothingElse(@TempDir Path folder) throws Exception {
        Settings settings = Settings.of(Map.of());
        UploadService uploads = new UploadService(settings, Executors.defaultThreadFactory(),
                new Workers(Executors.defaultThreadFactory(), 1));
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", folder.toString());
        filter(context, new SecurityFilter(new Guard(settings),
                new Authentication(new BearerTokens(Optional.empty(), Clock.systemUTC())), new NodeAuthentication(Optional.empty()),
                new Refusal(uploads)));
        Tomcat.addServlet(context, "faulty", new Faulty());
        context.addServletMappingDecoded("/health", "faulty");
        tomcat.start();
        try (HttpSocket socket = new HttpSocket(tomcat.getConnector().getLocalPort())) {
            Answer answer = socket.head("GET", "/health").answer();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.object()).containsEntry("code", "internal").containsEntry("detail", "The server failed")
                    .containsKey("request_id");
            assertThat(answer.text()).doesNotContain("secret", "Exception", "\tat ");
        } finally {
            tomcat.stop();
            tomcat.destroy();
            uploads.close(() -> { });
        }
    }

    private static void filter(Context context, SecurityFilter security) {
        FilterDef filter = new FilterDef();
        filter.setFilterName("security");
        filter.setFilter(security);
        filter.setFilterClass(SecurityFilter.class.getName());
        context.addFilterDef(filter);
        FilterMap everywhere = new FilterMap();
        everywhere.setFilterName("security");
        everywhere.addURLPattern("/*");
        context.addFilterMap(everywhere);
    }
}
