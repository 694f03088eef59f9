package com.stateset.sequencer.cli.verify;

import com.stateset.sequencer.verify.HistorySource;

/** What a server gives. */
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
    public void close() {}
}
