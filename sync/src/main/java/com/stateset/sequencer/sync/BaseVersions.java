package com.stateset.sequencer.sync;

/** Whether an appended event demands that its entity has not moved on meanwhile. */
public enum BaseVersions {

    /** As the event says itself. */
    AS_GIVEN,

    /**
     * The event's base version becomes what this agent knows: what it has pulled of the entity, and its own events on top. If
     * another agent was faster, the event is rejected as a conflict, and can be rebased.
     */
    FROM_LOCAL
}
