package com.stateset.sequencer.sync;

/** Ends when it is closed. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

    @Override
    void close();
}
