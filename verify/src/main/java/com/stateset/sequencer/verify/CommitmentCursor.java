package com.stateset.sequencer.verify;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.spi.StoredCommitment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the commitments of a stream from the oldest to the newest, as they stand there; reads them a page at a time. Two that begin at the
 * same event are given once: the second one shows as a gap or an overlap of the chain. For one thread.
 */
final class CommitmentCursor {

    private final HistorySource source;
    private List<StoredCommitment> page = List.of();
    private int taken;
    private long from;

    CommitmentCursor(HistorySource source) {
        this.source = source;
    }

    /** Returns the next commitment; null at the end. */
    @Nullable
    StoredCommitment next() throws DamageException {
        if (taken == page.size()) {
            page = read();
            taken = 0;
        }
        if (page.isEmpty()) {
            return null;
        }
        StoredCommitment next = page.get(taken++);
        from = next.sequenceStart() + 1;
        return next;
    }

    private List<StoredCommitment> read() throws DamageException {
        try {
            return source.commitments(from);
        } catch (StoreFailedException e) {
            throw DamageException.of("the commitments from event " + from + " on: " + e.getMessage());
        }
    }
}
