package com.stateset.sequencer.benchmarks.turns;

/**
 * One thread that repeats something for which nothing is to be prepared. What it works on belongs to the one who made it.
 *
 * @param name what tables call it
 * @param eventsPerCall how many events, or whatever is counted, a call is about
 * @param work a call
 */
public record OneCaller(String name, int eventsPerCall, Work work) implements Subject {

    /** What is repeated. */
    @FunctionalInterface
    public interface Work {
        /** Does it once. */
        void run() throws Exception;
    }

    @Override
    public int callers() {
        return 1;
    }

    @Override
    public void prepare(int calls) {}

    @Override
    public void call(int caller, int call) throws Exception {
        work.run();
    }

    @Override
    public void close() {}
}
