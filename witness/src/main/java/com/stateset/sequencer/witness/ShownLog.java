package com.stateset.sequencer.witness;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import java.util.List;
import java.util.Optional;

/** The stored log that a witness is shown. */
interface ShownLog {

    /** Returns its newest checkpoint; empty for none. */
    Optional<SignedCheckpoint> newest();

    /** Returns the hashes of the proof that its first {@code to} entries extend its first {@code from}. */
    List<Hash> consistency(long from, long to);
}
