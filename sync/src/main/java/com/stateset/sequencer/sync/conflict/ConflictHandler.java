package com.stateset.sequencer.sync.conflict;

/** Decides conflicts; an application's own, or {@link ConflictPolicies}. */
@FunctionalInterface
public interface ConflictHandler {

    /**
     * Says what is to become of a rejected event. Called on the thread that settles, outside of any transaction: it may take its time, and
     * ask a person. If the entity moves on meanwhile, its answer is not applied, and it is asked again.
     */
    Settlement settle(Conflict conflict);
}
