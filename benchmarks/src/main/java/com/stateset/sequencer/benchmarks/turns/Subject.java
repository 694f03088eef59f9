package com.stateset.sequencer.benchmarks.turns;

import java.sql.SQLException;

/** One way of storing events, driven by callers that each make one call after the other. */
public interface Subject extends AutoCloseable {

    /** What the table calls it. */
    String name();

    /** How many threads call. */
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
    void close() throws SQLException;
}
