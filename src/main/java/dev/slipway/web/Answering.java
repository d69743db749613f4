package dev.slipway.web;

import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.util.Map;

/** How one request is answered: the form of success and failure, and the writing of it. */
interface Answering {
    /** The answer of a job that was carried out. Any thread. */
    Reply success(Map<String, Object> result);

    /** The answer that tells of a failure. Any thread. */
    Reply failure(DeployException reason);

    /**
     * Writes the whole answer. Does not close the output: Tomcat would close the input with it, and a client that still
     * sends has to be read until it looks for the answer. Called once, on a thread that may block.
     *
     * @param closeConnection whether the connection cannot be used for another request
     */
    void write(Reply reply, boolean closeConnection) throws IOException;
}
