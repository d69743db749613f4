package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.slipway.problem.Problem;
import dev.slipway.web.HttpSocket.Answer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** The contract on Tomcat. */
class WarOnTomcatTest extends SlipwayContract {
    WarOnTomcatTest() {
        super(TomcatSite::start);
    }

    @Test
    void aStartThatFailsIsToldInTheLogWithoutATrace() throws Exception {
        List<Throwable> logged = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getThrown() != null) {
                    logged.add(line.getThrown());
                }
            }

            @Override
            public void flush() {
                // nothing is held back
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        Logger log = Logger.getLogger("org.apache.catalina");
        log.addHandler(handler);
        try {
            assertThat(catchThrowable(() -> startOther(newHome(), Map.of("slipway.max-depth", "deep")))).isNotNull();
        } finally {
            log.removeHandler(handler);
        }
        assertThat(logged).isNotEmpty().allSatisfy(thrown -> {
            assertThat(thrown).hasMessageContaining("max-depth").hasNoCause();
            assertThat(thrown.getStackTrace()).isEmpty();
        });
    }

    /** Tomcat refuses that before any filter, and asks for the page of the error. */
    @Test
    void whatTomcatRefusesIsALineWithWhatWasAskedForAndAnswered() throws Exception {
        String path = "/WEB-INF/" + project();
        try (AuditLines log = new AuditLines()) {
            Answer answer = deployer().ask("GET", path);
            refusedResource(answer, Problem.NOT_FOUND);
            assertThat(AuditContract.only(log, "not-found")).containsEntry("path", path).containsEntry("status", 404L)
                    .containsEntry("request_id", answer.object().get("request_id"));
        }
    }
}
