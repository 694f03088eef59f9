package com.stateset.sequencer.witness;

import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.Optional;

/**
 * What a witness remembers: the last checkpoint of each log that it cosigned. All its worth rests on not forgetting it, so that
 * it must survive a crash, and must not be restored from a backup. Thread-safe, also between processes.
 */
public interface WitnessState {

    /** Returns the last checkpoint of a log that was kept; empty if there is none. Its signature was verified before. */
    Optional<Seen> latest(String origin);

    /**
     * Keeps a checkpoint as the last one of its log, durably on return.
     *
     * @param before what {@link #latest} returned
     * @return false, and nothing is kept, if the last one is another by now
     */
    boolean advance(Optional<Seen> before, SignedCheckpoint checkpoint);

    /**
     * The last checkpoint of a log.
     *
     * @param head its size and root
     * @param note the checkpoint as it was sent
     */
    record Seen(TreeHead head, String note) {}
}
