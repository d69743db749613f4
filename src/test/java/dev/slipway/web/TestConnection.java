package dev.slipway.web;

import dev.slipway.config.ContainerConnection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;

/** A connection whose thread is the one that the test says, and which keeps what it is to do. */
final class TestConnection implements ContainerConnection {
    /** What the thread of the connection is to do. */
    final List<Runnable> there = new CopyOnWriteArrayList<>();

    /** What is to end the request. */
    final List<Runnable> ends = new CopyOnWriteArrayList<>();

    /** The container takes nothing any more. */
    boolean stopping;

    /** The thread of the connection. */
    volatile Thread reader = new Thread();

    @Override
    public void breakOff() {
        throw new AssertionError("nobody asked for that");
    }

    @Override
    public boolean isReader() {
        return Thread.currentThread() == reader;
    }

    @Override
    public void onReader(Runnable work) {
        keep(there, work);
    }

    @Override
    public void letGo(Runnable end) {
        keep(ends, end);
    }

    private void keep(List<Runnable> list, Runnable what) {
        if (stopping) {
            throw new RejectedExecutionException();
        }
        list.add(what);
    }
}
