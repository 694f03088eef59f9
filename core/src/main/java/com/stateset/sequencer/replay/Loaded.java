package com.stateset.sequencer.replay;

/**
 * A state, and how much of the history is in it: what a decision on the state has to name so that it is refused if more has happened
 * by then.
 *
 * @param state what the fold made of the events
 * @param version how many of the entity's events are in it; of a whole stream, the sequence number of the last one. 0 for none
 */
public record Loaded<S>(S state, long version) {

    public Loaded {
        if (version < 0) {
            throw new IllegalArgumentException("version " + version + " is negative");
        }
    }
}
