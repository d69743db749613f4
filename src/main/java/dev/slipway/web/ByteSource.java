package dev.slipway.web;

import java.io.IOException;

/**
 * Where the bytes of a streamed answer come from. It is asked for bytes when the client takes some, and keeps none for a
 * client that does not. One thread at a time; none of it waits for the client.
 */
interface ByteSource extends AutoCloseable {
    /** Nothing at all. */
    ByteSource EMPTY = (buffer, now) -> -1;

    /**
     * Puts the next bytes into the buffer.
     *
     * @param now nano time
     * @return how many; 0 when there are none now: the signal tells when there are; -1 at the end
     * @throws IOException when there will be no more although it is not the end
     */
    int read(byte[] buffer, long now) throws IOException;

    /** Has a signal called whenever {@link #read} may find something after it found nothing. Called once, before it. */
    default void watch(Runnable signal) throws IOException {
        // for those that always have something
    }

    /** Whether there is something at this nano time that nobody signals. Any thread. */
    default boolean due(long now) {
        return false;
    }

    /** Nothing more is to come, but for what is there already. Any thread. */
    default void conclude() {
        // for those that end by themselves
    }

    /** Gives back what it holds. Called once, at the end. */
    @Override
    default void close() throws IOException {
        // for those that hold nothing
    }
}
