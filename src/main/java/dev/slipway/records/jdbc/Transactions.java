package dev.slipway.records.jdbc;

import dev.slipway.problem.DeployException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Carries out transactions, on threads of its own: H2 closes its file when a thread is interrupted while it reads or
 * writes, and those who call here are interrupted when they are to stop. A caller waits until its transaction has ended;
 * an interrupt is kept for it. Any thread.
 */
final class Transactions implements AutoCloseable {
    private static final int ATTEMPTS = 3;
    private static final long IDLE_SECONDS = 10;
    private static final long END_SECONDS = 10;

    private final Database database;
    private final ThreadPoolExecutor threads;

    /** What is done in a transaction. */
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** @param size most transactions at a time; more wait */
    Transactions(Database database, int size) {
        this.database = database;
        this.threads = new ThreadPoolExecutor(size, size, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                Transactions::thread);
        threads.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "slipway-records");
        thread.setDaemon(true);
        thread.setContextClassLoader(Transactions.class.getClassLoader());
        return thread;
    }

    /** @throws DeployException when it cannot be done */
    <T> T read(Work<T> work) {
        return await(() -> attempts(false, work, result -> false));
    }

    /**
     * Durable when it returns.
     *
     * @param changes whether what the work answers means that it has changed something
     * @throws DeployException when it cannot be done, or it is not known whether it was
     */
    <T> T write(Work<T> work, Predicate<T> changes) {
        return await(() -> attempts(true, work, changes));
    }

    /** Begins something else where nobody interrupts it; waits for nothing. @return fails when these are closed */
    Future<?> begin(Runnable work) {
        try {
            return threads.submit(work);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private <T> T await(Callable<T> call) {
        boolean interrupted = false;
        try {
            Future<T> future = threads.submit(call);
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw told(e.getCause());
        } catch (RejectedExecutionException e) {
            throw Failures.told(new UnwritableException("the records are closed"));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException told(Throwable failure) {
        if (failure instanceof DeployException known) {
            return known;
        } else if (failure instanceof Error error) {
            throw error;
        }
        return Failures.told(failure);
    }

    /** What lost against others is done again; what only reads also when the connection was lost. */
    private <T> T attempts(boolean writing, Work<T> work, Predicate<T> changes) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(writing, work, changes);
            } catch (UnwritableException e) {
                throw e;
            } catch (SQLException e) {
                database.failed(e);
                if (attempt == ATTEMPTS || writing && !Failures.isContention(e)) {
                    throw e;
                }
            }
        }
    }

    private <T> T once(boolean writing, Work<T> work, Predicate<T> changes) throws SQLException {
        try (Connection connection = database.connect(writing)) {
            T result = inTransaction(connection, work);
            if (changes.test(result)) {
                database.makeDurable(connection);
            } else if (writing) {
                database.wrote();
            }
            return result;
        }
    }

    private static <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
        try {
            T result = work.run(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            try {
                connection.rollback();
            } catch (SQLException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /** Lets what runs end, for some seconds; nothing new begins. */
    @Override
    public void close() {
        threads.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
