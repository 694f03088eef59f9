package com.stateset.sequencer.history;

import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogProver;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.TreeHead;

/**
 * Compares what is stored of a stream with what was seen of it, and stops the stream where the two are not one line. Thread-safe:
 * its state is that of {@link SeenHistories}.
 *
 * <p><b>What can race.</b> What was seen may have grown, or been replaced by an administrator, while the store was read. Each
 * verdict names the line it was reached on, and stops the stream only if it is still on that one.
 */
final class LineCheck {

    private final EventStore store;
    private final SeenHistories streams;

    LineCheck(EventStore store, SeenHistories streams) {
        this.store = store;
        this.streams = streams;
    }

    /**
     * Reads the right edge of a stream's tree.
     *
     * @throws StreamStoppedException if it contradicts itself, or is of a smaller tree than was seen
     */
    CompactRange storedEdge(StreamId stream, SeenHistory seen) {
        CompactRange edge;
        try {
            edge = store.history().rightEdge(stream);
        } catch (StreamStoppedException e) {
            throw stop(stream, seen, e.difference());
        }
        long known = seen.head().size();
        if (edge.size() < known) {
            throw stop(stream, seen, "its head is " + edge.size() + ", but it has been at " + known + " before");
        }
        return edge;
    }

    /** Returns if the stored tree leads from one head to a later one; else stops the stream. */
    void requireExtension(StreamId stream, SeenHistory seen, TreeHead earlier, TreeHead later) {
        try {
            verifyExtension(stream, earlier, later);
        } catch (LogVerificationException e) {
            throw stop(stream, seen, String.valueOf(e.getMessage()));
        }
    }

    /** Throws a {@link LogVerificationException} unless the stored tree of a stream leads from one head to a later one. */
    void verifyExtension(StreamId stream, TreeHead earlier, TreeHead later) {
        new LogProver(store.history().tiles(stream), later.size())
                .consistency(earlier.size())
                .verify(earlier.root(), later.root());
    }

    /** Stops a stream, unless it has another line by now than the verdict was reached on; returns what to throw. */
    StreamStoppedException stop(StreamId stream, SeenHistory decidedOn, String difference) {
        return streams.stop(stream, decidedOn.chain(), difference);
    }
}
