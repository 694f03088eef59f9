package com.stateset.sequencer.sync.conflict;

/** Makes one payload of two. */
@FunctionalInterface
public interface MergeFunction {

    /**
     * Merges both sides of a conflict.
     *
     * @return {@link Settlement.Merged}, or {@link Settlement.Ask} if they contradict each other
     */
    Settlement merge(Conflict conflict);
}
