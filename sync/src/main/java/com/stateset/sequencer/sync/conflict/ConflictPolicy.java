package com.stateset.sequencer.sync.conflict;

/** How conflicts of one entity type are settled. */
public enum ConflictPolicy {
    /** The log is right: this agent's event is given up. */
    THEIRS,
    /** This agent's event is written anew on top of the log. */
    MINE,
    /** Both are merged, as a function says. */
    MERGE,
    /** A person is asked. */
    ASK
}
