package dev.slipway.web;

import dev.slipway.deploy.Followed;
import dev.slipway.deploy.Followed.Place;
import dev.slipway.operation.Answer;
import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes of what a job came to what goes out. Any thread; does not wait for the client. */
record Resolving(UploadService service, Answering answering) {
    /** @param known told once what goes out, now or later, by any thread */
    void resolve(Answer answer, Consumer<Outgoing> known) {
        if (answer instanceof Answer.Later later) {
            later.answer().whenComplete((result, failure) -> {
                if (failure == null) {
                    resolve(result, known);
                } else {
                    known.accept(failure(unwrapped(failure)));
                }
            });
        } else if (answer instanceof Answer.Content content) {
            made(content, known);
        } else {
            known.accept(atOnce(answer));
        }
    }

    /** What tells of a failure. */
    Reply failure(Throwable failure) {
        if (failure instanceof DeployException e) {
            service.logCause(e);
            return answering.failure(e);
        }
        return answering.failure(service.internal(failure));
    }

    /** The events of a deployment whose upload they go out on. */
    Streamed events(Followed deployment) {
        return new Streamed(200, EventStream.HEADERS, new EventStream(deployment, Place.START,
                service.outflows().heartbeat(), stream -> { }), service.outflows().patienceOfFollowers());
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private Outgoing atOnce(Answer answer) {
        try {
            if (answer instanceof Answer.Value value) {
                return answering.success(value.object());
            } else if (answer instanceof Answer.Stored stored) {
                return StoredFile.answer(stored, answering.conditions(), answering, service.outflows().patience());
            } else if (answer instanceof Answer.Events events) {
                return followed(events.deployment());
            }
            throw new IllegalStateException("not an answer: " + answer);
        } catch (IOException | RuntimeException e) {
            return failure(e);
        }
    }

    private Streamed followed(Followed deployment) {
        Outflows outflows = service.outflows();
        @Nullable String last = answering.conditions().lastEventId().orElse(null);
        Place place = EventStream.after(deployment, last);
        if (last != null && EventStream.nothingFollows(deployment, place)) {
            return new Streamed(204, Map.of("Cache-Control", "no-cache"), ByteSource.EMPTY, outflows.patience());
        }
        EventStream stream = new EventStream(deployment, place, outflows.heartbeat(), outflows::leave);
        outflows.enter(stream);
        return new Streamed(200, EventStream.HEADERS, stream, outflows.patienceOfFollowers());
    }

    private void made(Answer.Content content, Consumer<Outgoing> known) {
        Map<String, String> headers = new LinkedHashMap<>(content.headers());
        headers.put("Content-Type", content.mediaType());
        if (answering.withoutBody()) {
            content.writer().close();
            known.accept(new Streamed(200, headers, ByteSource.EMPTY, service.outflows().patience()));
            return;
        }
        MadeContent made = new MadeContent(content.writer());
        service.outflows().make(
                () -> made.make(failure -> known.accept(failure != null ? failure(failure)
                        : new Streamed(200, headers, made, service.outflows().patience()))),
                refusal -> {
                    content.writer().close();
                    known.accept(failure(refusal));
                });
    }
}
