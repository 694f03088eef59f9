package com.stateset.sequencer.verify.bundle;

import com.stateset.sequencer.verify.HistorySource;

/** A history that proofs can be taken from: a store or a server. For one thread; closing it closes what it was opened for. */
public interface ProofSource extends AutoCloseable {

    /** The history itself. */
    HistorySource history();

    /**
     * Puts together what proves an event.
     *
     * @throws com.stateset.sequencer.error.NotCommittedException if there is no such event, or no commitment covers it yet
     */
    ProofBundle bundle(long sequenceNumber);

    @Override
    void close();
}
