package com.stateset.sequencer.subscription;

import java.util.function.IntSupplier;

/**
 * How many bytes of events the end of a stream may hold: of one budget for all, the more streams the less. Thread-safe.
 *
 * <p>The budget is kept by each tail when it adds events, and when it next looks at the store: so when streams are added, the
 * others give up their surplus within the pause between two looks. Two thirds are for what this process appends, which otherwise
 * would have to be read by each subscription, and one third for pages that are read for all. Nothing is lost with what is given
 * up; it is read again.
 */
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
