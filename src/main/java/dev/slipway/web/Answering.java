package dev.slipway.web;

import dev.slipway.deploy.Followed;
import dev.slipway.problem.DeployException;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.util.Map;

/** How one request is answered: the form of success and failure, and the writing of it. */
interface Answering {
    /** The answer of a job that was carried out. Any thread. */
    Reply success(Map<String, Object> result);

    /** The answer that tells of a failure. Any thread. */
    Reply failure(DeployException reason);

    /**
     * Writes the whole of a short answer. Does not close the output: Tomcat would close the input with it, and a client that still
     * sends has to be read until it looks for the answer. Called once, on a thread that may block.
     *
     * @param closeConnection whether the connection cannot be used for another request
     */
    void write(Reply reply, boolean closeConnection) throws IOException;

    /**
     * Sets the head of a streamed answer, without writing it. Called once, instead of {@link #write}.
     *
     * @return what its bytes are written to
     */
    ServletOutputStream open(Streamed answer) throws IOException;

    /** What a streamed answer will be written to. Called in the servlet's service method. */
    ServletOutputStream output() throws IOException;

    /**
     * The answer as bytes, with the head that {@link #write} gives it.
     *
     * @param closeConnection whether the connection cannot be used for another request
     * @param patience how long the client may take nothing, in nanoseconds
     */
    Streamed streamed(Reply reply, boolean closeConnection, long patience);

    /** The answer to an upload that goes on without its client. Any thread. */
    default Reply accepted(Followed deployment) {
        throw new UnsupportedOperationException("everything is waited for here");
    }

    /** When, and which part of, an answer the client wants. */
    default Conditions conditions() {
        return Conditions.NONE;
    }

    /** Whether only the head of an answer is wanted. */
    default boolean withoutBody() {
        return false;
    }

    /** Whether the client wants to hear events while it sends. */
    default boolean events() {
        return false;
    }

    /** Whether the client does not want to wait for the end of what it sends. */
    default boolean detached() {
        return false;
    }
}
