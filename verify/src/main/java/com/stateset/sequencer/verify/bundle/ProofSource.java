package com.stateset.sequencer.verify.bundle;

import com.stateset.sequencer.verify.HistorySource;

/** A history that proofs can be taken from: a store or a server. For one thread; closing it closes what it was opened for. */
public interface ProofSource extends AutoCloseable {

    /** The history itself. */
    HistorySource history();

    /**
     * Puts together what proves an event. What comes out is not checked yet; a caller that hands it on should run {@link BundleCheck} over
     * it first, as {@code prove} does.
     *
     * @throws com.stateset.sequencer.error.NotCommittedException if there is no such event, or no commitment covers it yet
     */
    ProofBundle bundle(long sequenceNumber);

    @Override
    void close();
}
