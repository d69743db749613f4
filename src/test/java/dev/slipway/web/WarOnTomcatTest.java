package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

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
}
