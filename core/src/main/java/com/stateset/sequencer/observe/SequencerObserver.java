package com.stateset.sequencer.observe;

/**
 * Receives what the sequencer does. Implementations must be thread-safe and quick: they are called on the sequencer's own
 * threads. What they throw is logged and otherwise ignored.
 */
public interface SequencerObserver {

    /** Observes nothing. */
    SequencerObserver NONE = new SequencerObserver() {};

    /** A group of batches has been stored. */
    default void groupAppended(GroupAppended group) {}

    /** A group could not be stored; its batches are tried on their own, later, or not at all. */
    default void groupFailed(GroupFailed group) {}

    /** A caller has been answered. */
    default void batchIngested(BatchIngested batch) {}

    /** A caller was turned away because the queue stayed full. */
    default void batchRefused(BatchRefused batch) {}
}
