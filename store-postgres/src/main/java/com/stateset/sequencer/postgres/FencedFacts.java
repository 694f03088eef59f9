package com.stateset.sequencer.postgres;

import com.stateset.sequencer.spi.StreamFacts;

/** Facts of a stream that hold if its head and its key epoch are still these when the plan is written. */
interface FencedFacts extends StreamFacts {

    /** The epoch of the agents' keys. */
    long keyEpoch();
}
