package com.stateset.sequencer.subscription;

import java.util.function.IntSupplier;

/** How many bytes of events the end of a stream may hold: of one budget, the more streams the less. Thread-safe. */
final class TailMemory {

    private static final long ALL_BYTES = 64L << 20;
    private static final long MOST_BYTES = 24L << 20;

    private final IntSupplier streams;

    TailMemory(IntSupplier streams) {
        this.streams = streams;
    }

    /** Of the events that this process appended, which save reading. */
    long forAppended() {
        return share() / 3 * 2;
    }

    /** Of the pages that were read for all. */
    long forRead() {
        return share() / 3;
    }

    private long share() {
        return Math.min(MOST_BYTES, ALL_BYTES / Math.max(1, streams.getAsInt()));
    }
}
