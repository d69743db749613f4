package dev.slipway.config;

/** The connection of one request, as the part that knows the container sees it. Any thread. */
public interface ContainerConnection {
    /** Name of the request attribute under which the part that knows the container leaves it. */
    String ATTRIBUTE = "dev.slipway.container-connection";

    /** Ends it under an answer that is not whole, so that the client sees that; other requests on it go on. */
    void breakOff();

    /** Whether the calling thread is the one of the connection: no other may touch its request. */
    boolean isReader();

    /**
     * Has the thread of the connection do something soon; returns at once.
     *
     * @throws java.util.concurrent.RejectedExecutionException when the container is stopping
     */
    void onReader(Runnable work);

    /**
     * Has the thread of the connection let go of the request, and then a thread of the container that may block do something;
     * returns at once.
     *
     * @param end ends the request
     * @throws java.util.concurrent.RejectedExecutionException when the container is stopping
     */
    void letGo(Runnable end);
}
