package com.stateset.sequencer.verify.remote;

import com.stateset.sequencer.tlog.TlogProof;
import com.stateset.sequencer.verify.HistorySource;
import com.stateset.sequencer.verify.bundle.ProofBundle;
import com.stateset.sequencer.verify.bundle.ProofSource;
import java.util.Optional;

/**
 * What a server gives. Proofs, receipts and key directories come signed, so that the bundle needs no private key here.
 *
 * @param remote the history that it tells
 */
public record RemoteProofSource(RemoteHistory remote) implements ProofSource {

    @Override
    public HistorySource history() {
        return remote;
    }

    @Override
    public ProofBundle bundle(long sequenceNumber) {
        return remote.bundle(sequenceNumber);
    }

    @Override
    public Optional<TlogProof> tlogProof(long sequenceNumber) {
        return remote.tlogProof(sequenceNumber);
    }

    @Override
    public void close() {}
}
