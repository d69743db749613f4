package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.config.Settings;
import dev.slipway.deploy.Payload;
import dev.slipway.deploy.Workers;
import dev.slipway.operation.Answer;
import dev.slipway.operation.Job;
import dev.slipway.pipe.BytePipe;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AssignmentTest {
    private static final DeployException REASON = new DeployException(Problem.CLIENT_GONE, "gone");

    private final UploadService service = new UploadService(Settings.of(Map.of()), Thread::new, new Workers(Thread::new, 1));
    private final AtomicInteger abandoned = new AtomicInteger();
    private Assignment assignment;

    /** A job that is given up again while it is. */
    private final class AbandonedTwice implements Job {
        @Override
        public Use payload() {
            return Use.WANTED;
        }

        @Override
        public Answer run(Payload payload) {
            throw new AssertionError("nobody asked for that");
        }

        @Override
        public void abandon(DeployException reason) {
            if (abandoned.incrementAndGet() == 1) {
                assertThat(assignment.abandon(REASON)).as("it is not begun").isTrue();
            }
        }
    }

    @Test
    void aJobIsGivenUpOnceAlthoughTwoWantThatAtTheSameTime() {
        BytePipe pipe = service.newPipe(new BytePipe.Listener() {
            @Override
            public void readable() {
                // nothing comes
            }

            @Override
            public void writable() {
                // nothing comes
            }
        });
        Intake intake = new Intake(pipe, fields -> new AbandonedTwice(), reason -> { });
        assignment = new Assignment(service, intake, pipe, new Resolving(service, null), () -> { });
        intake.operation(Map.of());
        try {
            assertThat(assignment.abandon(REASON)).isTrue();
            assertThat(assignment.abandon(REASON)).as("still so").isTrue();
            assertThat(abandoned).hasValue(1);
        } finally {
            service.close(() -> { });
        }
    }
}
