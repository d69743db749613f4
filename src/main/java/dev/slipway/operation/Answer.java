package dev.slipway.operation;

import dev.slipway.deploy.DeploymentAnswer;
import dev.slipway.deploy.Followed;
import dev.slipway.model.Deployment;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a job comes to. */
public sealed interface Answer {
    /** An object. @param object its values as {@code codec.ObjectWriter} takes them */
    record Value(Map<String, Object> object) implements Answer {}

    /**
     * An answer that is known later, without a thread until then.
     *
     * @param answer completed by any thread; exceptionally with the failure
     */
    record Later(CompletionStage<Answer> answer) implements Answer {}

    /** What the client of a deployment is answered when it has ended. */
    static Answer of(CompletionStage<Deployment> deployment) {
        CompletableFuture<Answer> answer = deployment.<Answer>thenApply(
                ended -> new Value(DeploymentAnswer.given(ended).orElse(Map.of()))).toCompletableFuture();
        return answer.isDone() && !answer.isCompletedExceptionally() ? answer.join() : new Later(answer);
    }

    /**
     * Bytes that are made while they are sent.
     *
     * @param mediaType what they are
     * @param headers further header fields
     * @param writer makes them
     */
    record Content(String mediaType, Map<String, String> headers, Writer writer) implements Answer {}

    /** Makes bytes. */
    interface Writer extends AutoCloseable {
        /** Writes all of them; blocks while the client is slow. Called once at most, on a thread that may block. */
        void writeTo(OutputStream out) throws IOException;

        /** Gives back what it holds; called once in any case, also when nothing is written. */
        @Override
        default void close() {}
    }

    /**
     * A file, of which the client may want a range. It may be deleted meanwhile: whoever sends it opens it once.
     *
     * @param etag strong entity tag, quoted
     * @param headers further header fields
     */
    record Stored(Path file, String mediaType, String etag, Map<String, String> headers) implements Answer {}

    /** The events of a deployment, until it has ended. */
    record Events(Followed deployment) implements Answer {}
}
