package com.stateset.sequencer.sync;

/** Ends when it is closed. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

    /**
     * Whether what is subscribed to would be heard of now. If not, only looking finds it; a connection that has broken silently may pass
     * for one for half a minute.
     */
    default boolean isConnected() {
        return false;
    }

    @Override
    void close();
}
