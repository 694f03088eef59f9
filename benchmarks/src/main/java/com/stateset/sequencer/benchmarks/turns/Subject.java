package com.stateset.sequencer.benchmarks.turns;

import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;

/** One way of storing events, driven by callers that each make one call after the other. */
public interface Subject extends TimedSubject {

    /** How many threads call. */
    @Override
    int callers();

    /** How many events each call stores. */
    int eventsPerCall();

    /** Makes the input of the next {@code calls} calls, in place of any that was made before. Not measured. */
    void prepare(int calls);

    /**
     * Stores the events of one call and returns when they are durable. Called by many threads at a time, but never by two for
     * the same caller or for the same call.
     *
     * @param caller from 0 to {@link #callers} - 1
     * @param call from 0 to the number of calls prepared - 1
     */
    void call(int caller, int call) throws Exception;

    @Override
    default Interval run(int calls, ExecutorService threads) throws InterruptedException, ExecutionException {
        return Interval.run(this, calls, threads);
    }

    @Override
    void close() throws SQLException;
}
