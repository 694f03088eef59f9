package com.stateset.sequencer.benchmarks.turns;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;

/** What takes turns with others, and says how long each turn took. */
public interface TimedSubject extends AutoCloseable {

    /** What the table calls it. */
    String name();

    /** How many calls are made at a time. */
    int callers();

    /**
     * Makes so many calls, and returns when all of them have their answers.
     *
     * @param threads for callers in this JVM
     */
    Interval run(int calls, ExecutorService threads) throws InterruptedException, ExecutionException;

    @Override
    void close() throws IOException, SQLException;
}
