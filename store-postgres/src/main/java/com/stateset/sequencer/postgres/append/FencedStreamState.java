package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.spi.StreamState;

/** Facts of a stream that hold if its head and its key epoch are still these when the plan is written. */
interface FencedStreamState extends StreamState {

    /** The epoch of the agents' keys. */
    long keyEpoch();
}
