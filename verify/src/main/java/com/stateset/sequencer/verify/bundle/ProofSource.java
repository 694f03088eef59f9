package com.stateset.sequencer.verify.bundle;

import com.stateset.sequencer.tlog.TlogProof;
import com.stateset.sequencer.verify.HistorySource;
import java.util.Optional;

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

    /**
     * Fetches the proof that an event is in its stream's history, under the last checkpoint that was signed. No commitment has to cover
     * the event. What comes out is not checked yet.
     *
     * @return empty if no key signs, or no checkpoint that was signed holds the event
     */
    Optional<TlogProof> tlogProof(long sequenceNumber);

    @Override
    void close();
}
