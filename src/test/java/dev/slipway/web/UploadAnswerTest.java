package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.body.RawArchiveBody;
import dev.slipway.config.Settings;
import dev.slipway.deploy.Followed;
import dev.slipway.deploy.Payload;
import dev.slipway.deploy.Workers;
import dev.slipway.model.Status;
import dev.slipway.operation.Answer;
import dev.slipway.operation.Job;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.SampleDeployment;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When the answer of an upload goes out, and what becomes of one that does not, with a job that this test drives. */
@Timeout(60)
class UploadAnswerTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final UploadService service = new UploadService(
            Settings.of(Map.of("slipway.max-concurrent-extractions", "1")), Thread::new, new Workers(Thread::new, 1));
    private final CompletableFuture<Void> recorded = new CompletableFuture<>();
    private final Semaphore askedForRecord = new Semaphore(0);
    private final CountDownLatch work = new CountDownLatch(1);
    private final AtomicInteger left = new AtomicInteger();
    private final List<DeployException> abandoned = new CopyOnWriteArrayList<>();
    private final CountDownLatch overtaken = new CountDownLatch(1);
    private final CountDownLatch made = new CountDownLatch(1);
    private final Tomcat tomcat = new Tomcat();

    /** What goes wrong with the answer. */
    private enum Fault {
        NONE,
        NOT_MADE,
        OVERTAKEN,
        CLIENT_LOST
    }

    private volatile Fault fault = Fault.NONE;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", folder.toString());
        Wrapper servlet = Tomcat.addServlet(context, "uploads", new Uploads());
        servlet.setAsyncSupported(true);
        context.addServletMappingDecoded("/", "uploads");
        tomcat.start();
    }

    @AfterEach
    void stop() throws Exception {
        work.countDown();
        service.close(() -> { });
        tomcat.stop();
        tomcat.destroy();
    }

    private HttpSocket sent(String... fields) throws IOException {
        byte[] tar = Archives.tar("a", "a");
        return new HttpSocket(tomcat.getConnector().getLocalPort())
                .head("PUT", "/components/app", Requests.with(fields, "Content-Length: " + tar.length)).raw(tar);
    }

    @Test
    void anUploadIsAcceptedWhenThereIsARecordOfItAndNotBefore() throws Exception {
        try (HttpSocket socket = sent("Prefer: respond-async")) {
            askedForRecord.acquire();
            assertThat(socket.hasAnswer()).isFalse();
            recorded.complete(null);
            assertThat(socket.answer().status()).isEqualTo(202);
        }
        assertThat(left).as("it still has its worker").hasValue(0);
        work.countDown();
        Awaitility.await().atMost(SOON).until(() -> left.get() == 1 && service.open() == 0);
    }

    @Test
    void anUploadThatCannotBeRecordedIsGivenUpAndItsClientTold() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        service.workersFor(new DrivenJob()).execute(() -> await(free)); // the only worker
        try (HttpSocket socket = sent("Prefer: respond-async")) {
            askedForRecord.acquire();
            recorded.completeExceptionally(new DeployException(Problem.RECORDS_FAILED, "no"));
            assertThat(socket.answer().status()).isEqualTo(Problem.RECORDS_FAILED.status());
        }
        assertThat(abandoned).extracting(DeployException::problem).containsExactly(Problem.RECORDS_FAILED);
        free.countDown();
        Awaitility.await().atMost(SOON).until(() -> left.get() == 1 && service.open() == 0);
    }

    @Test
    void whatIsLiveIsSoInTheAuditLogThoughItsClientCouldNotBeTold() throws Exception {
        fault = Fault.CLIENT_LOST;
        work.countDown();
        try (AuditLines log = new AuditLines(); HttpSocket socket = sent()) {
            List<String> lines = Awaitility.await().atMost(SOON).until(() -> log.with("/components/app"), found -> !found.isEmpty());
            assertThat(lines).singleElement().asString().contains("\"outcome\":\"ok\"", "\"answer\":\"broken-off\"");
            assertThatThrownBy(() -> assertThat(socket.answer().status()).isLessThan(300)).isNotNull();
        }
        Awaitility.await().atMost(SOON).until(() -> left.get() == 1 && service.open() == 0);
    }

    @Test
    void anAnswerThatCannotBeMadeEndsItsRequestAllTheSame() throws Exception {
        fault = Fault.NOT_MADE;
        work.countDown();
        try (HttpSocket socket = sent()) {
            assertThat(socket.answer().status()).isEqualTo(500);
        }
        Awaitility.await().atMost(SOON).until(() -> left.get() == 1 && service.open() == 0);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anUploadThatEndsBeforeItIsAcceptedHasEndedInTheAuditLogToo() throws Exception {
        fault = Fault.OVERTAKEN;
        recorded.complete(null);
        try (AuditLines log = new AuditLines(); HttpSocket socket = sent("Prefer: respond-async")) {
            assertThat(socket.answer().status()).isEqualTo(200);
            List<String> lines = Awaitility.await().atMost(SOON).until(() -> log.with("/components/app"), found -> !found.isEmpty());
            assertThat(lines).singleElement().asString().contains("\"status\":200", "\"outcome\":\"ok\"");
        }
        Awaitility.await().atMost(SOON).until(() -> left.get() == 1 && service.open() == 0);
    }

    private final class Uploads extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Attempt.of(request).operation(Map.of(), true);
            Faulty answering = new Faulty(new HttpAnswering(request, response, Reply.Face.RESOURCES));
            UploadExchange exchange = new UploadExchange(service, request.startAsync(), request.getInputStream(), answering,
                    fields -> new DrivenJob(), left::incrementAndGet);
            answering.exchange = exchange;
            exchange.begin(new RawArchiveBody(Map.of(), exchange.intake()));
        }
    }

    private final class DrivenJob implements Job {
        @Override
        public Use payload() {
            return Use.WANTED;
        }

        @Override
        public Optional<Followed> deployment() {
            return Optional.of(Followed.ended(SampleDeployment.bare("app", 0, Status.RECEIVING)));
        }

        @Override
        public CompletionStage<Void> recorded() {
            askedForRecord.release();
            return recorded;
        }

        @Override
        public Answer run(Payload payload) throws IOException {
            payload.stream().readAllBytes();
            await(work);
            return new Answer.Value(Map.of("done", true));
        }

        @Override
        public void abandon(DeployException reason) {
            abandoned.add(reason);
        }
    }

    /** An answering with the fault of the test. */
    private final class Faulty implements Answering {
        private final HttpAnswering real;
        private @Nullable UploadExchange exchange;

        Faulty(HttpAnswering real) {
            this.real = real;
        }

        @Override
        public Reply success(Map<String, Object> result) {
            return real.success(result);
        }

        @Override
        public Reply failure(DeployException reason) {
            return real.failure(reason);
        }

        @Override
        public Reply accepted(Followed deployment) {
            if (fault != Fault.OVERTAKEN) {
                return real.accepted(deployment);
            }
            work.countDown();
            await(overtaken);
            Reply late = real.accepted(deployment);
            made.countDown();
            return late;
        }

        @Override
        public boolean detached() {
            return real.detached();
        }

        @Override
        public void write(Reply reply, boolean closeConnection) throws IOException {
            real.write(reply, closeConnection);
        }

        @Override
        public Streamed streamed(Reply reply, boolean closeConnection, long patience) {
            if (fault == Fault.NOT_MADE && reply.status() < 300) {
                throw new IllegalStateException("the fault of this test");
            }
            if (fault == Fault.OVERTAKEN) {
                overtaken.countDown();
                await(made);
            }
            return real.streamed(reply, closeConnection, patience);
        }

        @Override
        public ServletOutputStream open(Streamed answer) throws IOException {
            if (fault == Fault.CLIENT_LOST) {
                IOException lost = new IOException("the fault of this test");
                exchange.onError(lost);
                throw lost;
            }
            return real.open(answer);
        }

        @Override
        public ServletOutputStream output() throws IOException {
            return real.output();
        }
    }
}
