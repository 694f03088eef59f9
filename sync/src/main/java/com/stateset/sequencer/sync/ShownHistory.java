package com.stateset.sequencer.sync;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.tlog.ConsistencyProof;
import com.stateset.sequencer.tlog.TileSource;
import java.util.List;
import java.util.Optional;

/**
 * The history tree of one stream (PROTOCOL section 6) as a server shows it. Nothing of it is verified. Thread-safe; calls end and
 * fail as those of {@link Transport} do.
 */
public interface ShownHistory extends TileSource {

    /** Reads the tree's head; empty if nothing was signed yet, or the server has no such tree. */
    Optional<ShownHead> head();

    /** Reads the proof that the tree of {@code to} events extends that of {@code from}. */
    ConsistencyProof consistency(long from, long to);

    /**
     * Reads events without asking for receipts, which a server also answers that has stopped signing. Asked only when the
     * histories differ.
     *
     * @param from the first sequence number, at least 1
     * @param limit the most events to return
     */
    List<SequencedEvent> events(long from, int limit);

    /** Reads the checkpoint of the sequencer's log of heads; empty if there is none, or it is not for everybody to see. */
    Optional<byte[]> headsCheckpoint();

    /** The tiles and bundles of that log. */
    TileSource headsLog();
}
