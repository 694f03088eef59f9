package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.spi.StreamState;

/**
 * Facts of a stream that hold if its head and its key epoch are still these when the plan is written. Where
 * they come from makes no difference to the statement: one that was read under the lock passes the fence
 * always, one that was remembered passes it if it is still true.
 */
interface FencedStreamState extends StreamState {

    /** The epoch of the agents' keys that {@link #agentKeys} answers by. */
    long keyEpoch();
}
