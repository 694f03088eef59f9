package com.stateset.sequencer.sync;

import java.time.Duration;

/**
 * Called with the progress and the failures of a {@link com.stateset.sequencer.sync.agent.SyncAgent}, on the thread that syncs. What it throws while an attempt is
 * under way ends that attempt.
 */
public interface SyncListener {

    /** Listens to nothing. */
    SyncListener NONE = new SyncListener() {};

    /** So many events of those that waited have their outcome. */
    default void pushed(long settled, long waited) {}

    /** The replica reaches so far, the stream at least so far. */
    default void pulled(long through, long head) {}

    /** The server does not let this agent send other agents' events again; they are left out of the attempt. */
    default void othersRefused(String message) {}

    /** In the background an attempt failed; the next one comes after a pause. */
    default void failed(RuntimeException failure, Duration pause) {}
}
